// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.Membarriers;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Carriers that compute and never unmount, beside a reclaimer that stops nobody for a day. So a grace period ends by a
 * cut or not at all.
 */
class ComputingCarriersTest {

    /** What is computed between two sections: about 200 microseconds. */
    private static final int STEPS = 200_000;
    /** By then the method is compiled. */
    private static final int ROUNDS = 1_000;

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("computing").withCarriers(1));
    private final Reclaimer reclaimer = Reclaimer
            .create(ReclaimerConfig.defaults().withForceAfter(Duration.ofDays(1)));
    private volatile boolean computes = true;
    private volatile boolean staysInside;
    private volatile boolean isInside;
    private volatile long rounds;
    private volatile long found = 1;

    @BeforeEach
    void link() {
        Membarriers.ofProcess();
    }

    @AfterEach
    void close() {
        computes = false;
        staysInside = false;
        scheduler.close();
        reclaimer.close();
    }

    /** A section, and a computation that has neither a fence nor a call in it. */
    private long readAndCompute(long begun) {
        long sum = begun + ScopedQsbr.read(() -> found);
        for (int i = 0; i < STEPS; i++) {
            sum = sum * 31 + (sum >>> 7) ^ i;
        }
        return sum;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void compute() {
        long sum = 0;
        while (computes) {
            sum = readAndCompute(sum);
            rounds++;
            if (staysInside) {
                ScopedQsbr.run(this::stay);
            }
        }
        found = sum | 1;
    }

    private void stay() {
        isInside = true;
        while (staysInside) {
            Thread.onSpinWait();
        }
        isInside = false;
    }

    private void startComputing() {
        scheduler.start(this::compute);
        Await.until("it computes", () -> rounds > ROUNDS);
    }

    @Test
    void oneThatComputesOutsideOfSectionsHoldsUpNothing() {
        startComputing();
        for (int i = 0; i < 10; i++) {
            Background waiter = Background.platform("waiter", reclaimer::synchronize);
            Await.until("a grace period ends", waiter::isDone);
        }
        assertThat(computes).isTrue();
    }

    @Test
    void oneThatComputesInsideASectionIsWaitedFor() {
        startComputing();
        staysInside = true;
        Await.until("it is inside", () -> isInside);
        Background waiter = Background.platform("waiter", reclaimer::synchronize);
        Await.never("a grace period ends under its section", waiter::isDone);
        assertThat(isInside).isTrue();
        staysInside = false;
        Await.until("it ends", waiter::isDone);
    }
}
