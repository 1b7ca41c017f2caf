// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Readers that run on two carriers while a grace period is measured. Kinds of readers are subclasses. */
@State(Scope.Benchmark)
public abstract class ReaderLoad {

    private static final int CARRIERS = 2;
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private @Nullable CarrierScheduler scheduler;
    // what sections read
    volatile long shared;
    private volatile boolean stopped;

    abstract int threads();

    /** What one reader does until it is called again. */
    abstract void turn(int reader);

    @Setup(Level.Trial)
    public void start() {
        CarrierScheduler running = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("readers").withCarriers(CARRIERS));
        scheduler = running;
        for (int i = 0; i < threads(); i++) {
            int reader = i;
            running.start(() -> run(reader));
        }
    }

    private void run(int reader) {
        while (!stopped) {
            turn(reader);
        }
    }

    /** Waits for the readers, each of which ends its turn. */
    @TearDown(Level.Trial)
    public void stop() {
        stopped = true;
        CarrierScheduler running = scheduler;
        if (running != null) {
            running.close();
        }
    }

    /** Two carriers and nothing to do. */
    public static class Idle extends ReaderLoad {

        @Override
        int threads() {
            return 0;
        }

        @Override
        void turn(int reader) {
        }
    }

    /**
     * 100 000 threads, each with a short section in every turn. Half of them yield afterwards, which keeps both
     * carriers busy; the other half park for half a second to one and a half.
     */
    public static class Crowd extends ReaderLoad {

        @Override
        int threads() {
            return 100_000;
        }

        @Override
        void turn(int reader) {
            ScopedQsbr.read(() -> shared);
            if ((reader & 1) == 0) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(500, 1500) * MILLISECOND);
            }
        }
    }

    /** One thread that reads in a loop and never unmounts: the reclaimer must stop its carrier to look at it. */
    public static class Spinner extends ReaderLoad {

        @Override
        int threads() {
            return 1;
        }

        @Override
        void turn(int reader) {
            ScopedQsbr.read(() -> shared);
        }
    }

    /**
     * 10 000 threads that park for a millisecond inside each section, one section after the other: at any moment
     * thousands of sections are open, and never none.
     */
    public static class Overlapping extends ReaderLoad {

        @Override
        int threads() {
            return 10_000;
        }

        @Override
        void turn(int reader) {
            ScopedQsbr.run(() -> LockSupport.parkNanos(MILLISECOND));
        }
    }
}
