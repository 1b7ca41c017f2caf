// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.BacklogLimits.Limit;
import dev.stillpoint.reclaim.BacklogLimits.WhenFull;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How often a reclaimer waits for a grace period. What is to be quick is tried until it was quick once: two grace
 * periods within one interval are impossible unless the second was hurried, however slow the machine is.
 */
class ReclaimerPaceTest {

    private static final long INTERVAL = ReclaimerThread.INTERVAL_NANOS;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final AtomicInteger frees = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void whatIsRetiredWithinAnIntervalSharesAGracePeriod(ThreadKind kind) throws InterruptedException {
        AtomicInteger gracePeriods = new AtomicInteger();
        ReclaimerListener counting = new ReclaimerListener() {

            @Override
            public void gracePeriodEnded(long number, long nanos) {
                gracePeriods.incrementAndGet();
            }
        };
        long start = System.nanoTime();
        try (Reclaimer reclaimer = Reclaimer.create(with(Limit.NONE).withListener(counting))) {
            kind.run(() -> {
                while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(200)) {
                    retire(reclaimer);
                }
            });
            long intervals = (System.nanoTime() - start) / INTERVAL;
            assertThat(gracePeriods.get()).isLessThanOrEqualTo((int) intervals + 1);
            Await.until("all is freed", () -> reclaimer.unreclaimedBytes() == 0);
        }
    }

    @Test
    void aBarrierDoesNotWaitForTheInterval() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            requireQuick(() -> {
                reclaimer.barrier();
                retire(reclaimer);
                reclaimer.barrier();
            });
        }
    }

    @Test
    void aBacklogThatHasReachedALimitDoesNotWaitForTheInterval() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(with(new Limit(Long.MAX_VALUE, 1)))) {
            requireQuick(() -> {
                retireAndAwait(reclaimer);
                retireAndAwait(reclaimer);
            });
        }
    }

    @Test
    void closingDoesNotWaitForTheInterval() throws InterruptedException {
        requireQuick(() -> {
            try (Reclaimer reclaimer = Reclaimer.create(with(Limit.NONE))) {
                retireAndAwait(reclaimer);
                retire(reclaimer);
            }
        });
    }

    @Test
    void whatComesAfterARestDoesNotWaitForTheInterval() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(with(Limit.NONE))) {
            requireQuick(() -> retireAndAwait(reclaimer));
        }
    }

    private interface Work {

        void run() throws InterruptedException;
    }

    /** Does the work, each time after a rest, until it was done within an interval once. */
    private static void requireQuick(Work work) throws InterruptedException {
        long quickest = Long.MAX_VALUE;
        long begun = System.nanoTime();
        while (quickest >= INTERVAL && System.nanoTime() - begun < PATIENCE) {
            TimeUnit.NANOSECONDS.sleep(10 * INTERVAL);
            long start = System.nanoTime();
            work.run();
            quickest = Math.min(quickest, System.nanoTime() - start);
        }
        assertThat(quickest).isLessThan(INTERVAL);
    }

    private void retire(Reclaimer reclaimer) {
        reclaimer.retire(frees::incrementAndGet, 1);
    }

    private void retireAndAwait(Reclaimer reclaimer) {
        int before = frees.get();
        retire(reclaimer);
        while (frees.get() == before) {
            Thread.yield();
        }
    }

    private static ReclaimerConfig with(Limit nudge) {
        return ReclaimerConfig.defaults().withName("paced")
                .withLimits(new BacklogLimits(nudge, Limit.NONE, Limit.NONE, WhenFull.WAIT));
    }
}
