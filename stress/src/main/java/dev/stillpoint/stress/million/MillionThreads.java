// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.million;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ReclaimerStatistics;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts a million virtual threads, parks every second one inside a read section and the others outside, replaces and
 * retires meanwhile, lets all of them go, and looks whether everything was freed, nothing too early, and whether the
 * counters are at zero.
 *
 * <p>{@code java -Xmx3g … dev.stillpoint.stress.million.MillionThreads [threads]}. Exit status 0: all is as it must be;
 * else an exception says what is not.
 */
public final class MillionThreads {

    private static final int THREADS = 1_000_000;
    private static final int REPLACEMENTS = 1_000;
    /** How long retired versions are watched while half of the threads is inside. */
    private static final Duration WATCHED = Duration.ofMillis(200);

    private final Phases phases;
    private final CarrierScheduler scheduler = CarrierScheduler.create();
    private final Reclaimer reclaimer =
            Reclaimer.create(ReclaimerConfig.defaults().withStallAfter(ReclaimerConfig.NEVER));
    private final QsbrReference<Version> current = QsbrReference.of(reclaimer, new Version());
    private final Thread[] threads;
    private final LongAdder usedTooLate = new LongAdder();
    private final LongAdder ended = new LongAdder();
    // main writes
    private volatile boolean open;

    private MillionThreads(int count, PrintStream out) {
        threads = new Thread[count];
        phases = new Phases(out);
    }

    public static void main(String[] arguments) throws InterruptedException {
        run(arguments.length == 0 ? THREADS : Integer.parseInt(arguments[0]), System.out);
    }

    static void run(int threads, PrintStream out) throws InterruptedException {
        MillionThreads run = new MillionThreads(threads, out);
        run.parkAll();
        run.replaceUnderReaders();
        run.letGo();
        run.close();
        out.printf("PASS: %d threads, %d of them parked inside a section; %d versions freed, all after their readers%n",
                threads, run.readers(), REPLACEMENTS + 1);
    }

    // -- threads

    private long readers() {
        return Math.ceilDiv(threads.length, 2);
    }

    private void parkAll() throws InterruptedException {
        for (int i = 0; i < threads.length; i++) {
            threads[i] = scheduler.start(i % 2 == 0 ? this::readAndPark : this::park);
        }
        phases.ended("started");
        phases.await("parked, every second one inside a read section", () -> parkedReaders() == readers());
    }

    private void readAndPark() {
        ScopedQsbr.run(() -> {
            Version seen = current.get();
            awaitOpen();
            if (seen.isFreed()) {
                usedTooLate.increment();
            }
        });
        ended.increment();
    }

    private void park() {
        awaitOpen();
        ended.increment();
    }

    private void awaitOpen() {
        while (!open) {
            LockSupport.park(this);
        }
    }

    // -- the run

    private void replaceUnderReaders() throws InterruptedException {
        for (int i = 0; i < REPLACEMENTS; i++) {
            current.replace(new Version());
        }
        boolean elapsed = GracePeriod.start().await(WATCHED);
        require(!elapsed, "a grace period has ended while its readers are parked");
        require(reclaimer.statistics().reclaimedObjects() == 0, "something was freed under its readers");
        phases.ended("replaced %d times; nothing was freed".formatted(REPLACEMENTS));
    }

    private void letGo() throws InterruptedException {
        open = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        phases.ended("unparked");
        phases.await("ended", () -> ended.sum() == threads.length);
        require(usedTooLate.sum() == 0, usedTooLate + " readers have seen a version that was freed");
        reclaimer.barrier();
        ReclaimerStatistics statistics = reclaimer.statistics();
        require(statistics.reclaimedObjects() == statistics.retiredObjects() && reclaimer.unreclaimedBytes() == 0,
                "not everything was freed: " + statistics);
        phases.ended("freed what was retired");
    }

    private void close() throws InterruptedException {
        List<Carrier> carriers = Carriers.of(scheduler);
        phases.await("counters are at zero", () -> parkedReaders() == 0 && holds(carriers) == 0);
        require(GracePeriods.process().visitors().inside() == 0, "visitors are counted");
        current.close();
        scheduler.close();
        reclaimer.close();
        require(holds(carriers) == 0, "holds are left");
        phases.ended("closed");
    }

    private long parkedReaders() {
        return Carriers.of(scheduler).stream().mapToLong(carrier -> carrier.parked(0) + carrier.parked(1)).sum();
    }

    private static long holds(List<Carrier> carriers) {
        return carriers.stream().mapToLong(carrier -> carrier.registers().holdsAcquire()).sum();
    }

    private static void require(boolean holds, String complaint) {
        if (!holds) {
            throw new AssertionError(complaint);
        }
    }
}
