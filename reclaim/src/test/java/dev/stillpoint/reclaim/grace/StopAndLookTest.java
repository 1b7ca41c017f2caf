// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.ScriptedCarrier.ParkedReader;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.Registers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

    // -- more carriers than processors

    @Test
    void moreCarriersThanProcessorsAreStoppedTogether() {
        AtomicInteger alone = new AtomicInteger();
        int many = Runtime.getRuntime().availableProcessors() + 1;
        GracePeriods ofMany = new GracePeriods(new Visitors());
        for (int i = 0; i < many; i++) {
            addBusy(ofMany, new Counting(alone));
        }
        ofMany.expedite(1);
        ofMany.driveTo(1);

        assertThat(ofMany.stops()).isEqualTo(many);
        assertThat(alone).as("stops of a single carrier").hasValue(0);
    }

    @Test
    void anOlderReaderAmongManyIsWaitedForAndStoppedAloneAfterwards() {
        AtomicInteger alone = new AtomicInteger();
        GracePeriods ofMany = new GracePeriods(new Visitors());
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            addBusy(ofMany, new Counting(alone));
        }
        Counting reading = new Counting(alone);
        addBusy(ofMany, reading);
        ofMany.enter(reading);
        ofMany.expedite(1);
        ofMany.request(1);

        Await.until("it was stopped alone", () -> alone.get() > 2);
        assertThat(ofMany.completed()).isZero();
        reading.release();
        Await.until("it ends", () -> ofMany.completed() == 1);
    }

    private static void addBusy(GracePeriods ofMany, Registers registers) {
        Carrier busy = new Carrier("busy", registers);
        ofMany.added(busy);
        busy.goOnline();
    }

    /** The registers of a carrier that does not unmount; they count how often it was stopped alone. */
    private static final class Counting implements Registers {

        private final AtomicInteger alone;
        // the test writes, the driver reads
        private volatile int holds;
        // the test writes, the driver reads
        private volatile long since;

        Counting(AtomicInteger alone) {
            this.alone = alone;
        }

        @Override
        public int holds() {
            return holds;
        }

        @Override
        public long since() {
            return since;
        }

        @Override
        public void setHolds(int value) {
            holds = value;
        }

        @Override
        public void setSince(long gracePeriod) {
            since = gracePeriod;
        }

        @Override
        public void handshake() {
            alone.incrementAndGet();
        }
    }

    // -- a reader that is stuck

    @Test
    void theLongerAReaderIsStuckTheRarerItIsStopped() {
        carrier.enter();
        periods.expedite(1);
        periods.request(1);
        long begin = System.nanoTime();
        Await.until("a second has passed", () -> System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(1));
        long before = periods.stops();
        Await.until("another second has passed", () -> System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(2));

        assertThat(periods.stops() - before).isBetween(2L, 110L);
        carrier.leave();
        Await.until("it ends", () -> periods.completed() == 1);
    }
}
