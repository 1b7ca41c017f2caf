// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.ScriptedCarrier.ParkedReader;
import dev.stillpoint.reclaim.support.Await;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What looks behind a cut find out about a carrier that does not unmount, case by case. The test's thread plays the
 * carrier, and would be stopped if anybody was.
 */
class CutAndLookTest {

    private final AtomicLong cuts = new AtomicLong();
    private final GracePeriods periods = new GracePeriods(new Visitors(), Membarriers.counting(cuts));
    private final ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");

    CutAndLookTest() {
        cuts.set(0);
    }

    @AfterEach
    void end() {
        carrier.goOffline();
        Await.until("nothing is pending", () -> !periods.isPending());
    }

    /** Asks for a grace period, and waits until everybody was cut for it, or it has ended. */
    private long cut() {
        long gracePeriod = periods.next();
        long before = cuts.get();
        periods.allowCuts(gracePeriod);
        periods.request(gracePeriod);
        Await.until("it was cut", () -> periods.completed() >= gracePeriod || cuts.get() > before);
        return gracePeriod;
    }

    private void awaitEnd(long gracePeriod) {
        Await.until("it ends", () -> periods.completed() >= gracePeriod);
    }

    private void neverEnds(long gracePeriod) {
        Await.never("it ends", () -> periods.completed() >= gracePeriod);
    }

    @Test
    void aCarrierWithoutAReaderIsQuiescent() {
        awaitEnd(cut());

        assertThat(cuts).hasValue(1);
        assertThat(periods.cuts()).isEqualTo(1);
    }

    @Test
    void oneCutIsEnoughForAGracePeriodHoweverLongItLasts() {
        carrier.enter();
        long gracePeriod = cut();
        neverEnds(gracePeriod);
        carrier.leave();
        awaitEnd(gracePeriod);

        assertThat(cuts).hasValue(1);
    }

    @Test
    void theInnerSectionsEndIsNotTheReadersEnd() {
        carrier.enter();
        carrier.enter();
        long gracePeriod = cut();
        carrier.leave();
        neverEnds(gracePeriod);
        carrier.leave();
        awaitEnd(gracePeriod);
    }

    @Test
    void anOlderReaderThatIsParkedIsWaitedFor() {
        carrier.enter();
        ParkedReader parked = carrier.park();
        long gracePeriod = cut();
        neverEnds(gracePeriod);
        carrier.resume(parked);
        neverEnds(gracePeriod);
        carrier.leave();
        awaitEnd(gracePeriod);
    }

    @Test
    void anOlderReaderThatParksAfterTheCutIsWaitedFor() {
        carrier.enter();
        long gracePeriod = cut();
        ParkedReader parked = carrier.park();
        neverEnds(gracePeriod);
        carrier.resume(parked);
        neverEnds(gracePeriod);
        carrier.leave();
        awaitEnd(gracePeriod);
    }

    @Test
    void aReaderThatBeganAfterTheGracePeriodIsNotWaitedFor() {
        carrier.enter();
        long gracePeriod = cut();
        carrier.leave();
        carrier.enter();
        awaitEnd(gracePeriod);
        carrier.leave();
    }

    @Test
    void aCarrierOnWhichNothingIsMountedIsNoReasonForACut() {
        carrier.goOffline();
        awaitEnd(cut());

        assertThat(cuts).hasValue(0);
    }

    @Test
    void behindACutNobodyIsStopped() {
        carrier.playedBy(Thread.currentThread());
        carrier.enter();
        long gracePeriod = cut();
        periods.expedite(gracePeriod);
        neverEnds(gracePeriod);
        carrier.leave();
        awaitEnd(gracePeriod);

        assertThat(periods.stops()).isZero();
    }

    @Test
    void anExpeditedGracePeriodIsCutThoughNobodyAllowedIt() {
        periods.expedite(1);
        periods.request(1);
        awaitEnd(1);

        assertThat(cuts).hasValue(1);
    }

    @Test
    void onceSomebodyPollsForItsEndItIsCut() {
        periods.poll(1);
        awaitEnd(1);

        assertThat(cuts).hasValue(1);
    }

    @Test
    void ifNobodyWhoWaitsAllowsItThereIsNoCut() {
        periods.nudge(1);
        periods.request(1);
        neverEnds(1);

        assertThat(cuts).hasValue(0);
    }

    @Test
    void whereTheCallIsRefusedCarriersAreStopped() {
        AtomicLong refusals = new AtomicLong();
        boolean[] refuses = new boolean[1];
        GracePeriods refused = new GracePeriods(new Visitors(),
                Membarriers.linked(_ -> refuses[0] ? -refusals.incrementAndGet() : 0));
        ScriptedCarrier busy = ScriptedCarrier.online(refused, "busy");
        busy.playedBy(Thread.currentThread());
        refuses[0] = true;
        refused.expedite(1);
        refused.request(1);

        Await.until("it ends", () -> refused.completed() == 1);
        assertThat(refusals).hasValue(1);
        assertThat(refused.stops()).isPositive();
    }

    @Test
    void whereTheCallFailsAGracePeriodIsDrivenOn() throws InterruptedException {
        boolean[] fails = new boolean[1];
        GracePeriods failing = new GracePeriods(new Visitors(), Membarriers.linked(_ -> {
            if (fails[0]) {
                throw new OutOfMemoryError("played");
            }
            return 0;
        }));
        ScriptedCarrier busy = ScriptedCarrier.online(failing, "busy");
        fails[0] = true;
        failing.allowCuts(1);

        assertThat(failing.await(1, TimeUnit.MILLISECONDS.toNanos(10))).isFalse();
        busy.unmount();
        assertThat(failing.await(1, Long.MAX_VALUE)).isTrue();
    }
}
