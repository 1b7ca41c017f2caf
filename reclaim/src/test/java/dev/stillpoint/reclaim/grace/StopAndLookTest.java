// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.ScriptedCarrier.ParkedReader;
import dev.stillpoint.reclaim.support.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stop finds out about a carrier that does not unmount, case by case. The test's thread plays the carrier. */
class StopAndLookTest {

    private final GracePeriods periods = new GracePeriods(new Visitors());
    private final ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");

    StopAndLookTest() {
        carrier.playedBy(Thread.currentThread());
    }

    @AfterEach
    void end() {
        carrier.goOffline();
        Await.until("nothing is pending", () -> !periods.isPending());
    }

    /** Asks for a grace period and waits until its driver has stopped this thread a few times, or it has ended. */
    private boolean endsBeingForced() {
        long gracePeriod = periods.next();
        periods.expedite(gracePeriod);
        periods.request(gracePeriod);
        long before = periods.stops();
        Await.until("the carrier was stopped", () -> periods.completed() >= gracePeriod
                || periods.stops() > before + 2);
        return periods.completed() >= gracePeriod;
    }

    @Test
    void aCarrierWithoutAReaderIsQuiescent() {
        assertThat(endsBeingForced()).isTrue();
        assertThat(periods.stops()).isPositive();
    }

    @Test
    void anOlderReaderThatIsMountedIsWaitedFor() {
        carrier.enter();
        assertThat(endsBeingForced()).isFalse();

        carrier.leave();
        Await.until("it ends", () -> !periods.isPending());
    }

    @Test
    void theInnerSectionsEndIsNotTheReadersEnd() {
        carrier.enter();
        carrier.enter();
        carrier.leave();
        assertThat(endsBeingForced()).isFalse();
        carrier.leave();
    }

    @Test
    void anOlderReaderThatIsParkedIsWaitedFor() {
        carrier.enter();
        ParkedReader parked = carrier.park();
        assertThat(endsBeingForced()).isFalse();

        carrier.resume(parked);
        carrier.leave();
        Await.until("it ends", () -> !periods.isPending());
    }

    @Test
    void aReaderThatBeganAfterTheGracePeriodIsNotWaitedFor() {
        carrier.enter();
        assertThat(endsBeingForced()).isFalse();
        carrier.enter();
        carrier.leave();
        // The older section ends and a new one begins before the next stop: it carries the new stamp.
        carrier.leave();
        carrier.enter();
        Await.until("it ends", () -> !periods.isPending());
        carrier.leave();
    }

    @Test
    void anOfflineCarrierIsNotStopped() {
        carrier.goOffline();
        assertThat(endsBeingForced()).isTrue();
        assertThat(periods.stops()).isZero();
    }
}
