// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.Inside;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/** A scheduler with two carriers and short queues, for one test. */
final class TwoCarriers implements AutoCloseable {
    private static final String NAME = "compat";

    final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName(NAME).withCarriers(2).withQueueCapacity(4));

    /** Whether the calling thread runs on one of the carriers; those that stand in for a blocked one count. */
    static boolean isHere() {
        Carrier carrier = CurrentCarrier.get();
        return carrier != null && carrier.name().startsWith(NAME);
    }

    /** The name of the calling thread's carrier; fails on any other thread. */
    static String here() {
        if (!isHere()) {
            throw new AssertionError(Thread.currentThread() + " runs on " + CurrentCarrier.get());
        }
        return CurrentCarrier.get().name();
    }

    /** What {@code body} returns on a new thread, which is on a carrier before and afterwards. */
    <T> T call(Callable<T> body) throws Exception {
        return Inside.call(scheduler, () -> {
            here();
            T answer = body.call();
            here();
            return answer;
        });
    }

    /** Runs {@code body} on so many new threads at once, which are on a carrier before and afterwards. */
    void runMany(int threads, Inside.Body body) throws Exception {
        Inside.runMany(scheduler, threads, () -> {
            here();
            body.run();
            here();
        });
    }

    /** Runs {@code body} on a new thread; only its exception handler hears of a failure. */
    Thread start(Inside.Body body) {
        return Inside.start(scheduler, body);
    }

    ExecutorService executor() {
        return scheduler.newThreadPerTaskExecutor();
    }

    @Override
    public void close() {
        Eventually.closed(scheduler);
    }
}
