// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.ScriptedCarrier.ParkedReader;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The grace-period kernel with the test as every carrier, so that each schedule is the one it is about. */
class GracePeriodsTest {

    private final GracePeriods periods = new GracePeriods(new Visitors());

    // -- who is waited for

    @Test
    void withoutCarriersAndVisitorsItEndsAtOnce() {
        periods.driveTo(1);

        assertThat(periods.requested()).isEqualTo(1);
        assertThat(periods.completed()).isEqualTo(1);
    }

    @Test
    void itEndsOnlyWhenEveryOnlineCarrierHasAnnounced() throws InterruptedException {
        ScriptedCarrier first = ScriptedCarrier.online(periods, "first");
        ScriptedCarrier second = ScriptedCarrier.online(periods, "second");
        ScriptedCarrier third = ScriptedCarrier.online(periods, "third");
        Background driver = driveNext();

        assertPending();
        second.unmount();
        assertPending();
        first.readAndUnmount();
        assertPending();
        third.unmount();

        driver.join();
        assertThat(periods.completed()).isEqualTo(1);
    }

    @Test
    void anAnnouncementFromBeforeItStartedDoesNotCount() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        carrier.unmount();
        carrier.readAndUnmount();
        Background driver = driveNext();

        assertPending();
        carrier.unmount();

        driver.join();
    }

    @Test
    void theAnnouncementForOneGracePeriodDoesNotServeTheNext() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        Background first = driveNext();
        carrier.unmount();
        first.join();

        Background second = driveNext();
        assertPending();
        carrier.unmount();
        second.join();

        assertThat(periods.completed()).isEqualTo(2);
    }

    @Test
    void aReaderThatStaysMountedHoldsItUp() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        carrier.enter();
        Background driver = driveNext();

        assertPending();
        carrier.leave();
        // Closing a section announces nothing; the unmount does.
        assertPending();
        carrier.unmount();

        driver.join();
    }

    @Test
    void anOfflineCarrierIsPassedOver() {
        ScriptedCarrier.offline(periods, "never online");
        ScriptedCarrier idle = ScriptedCarrier.online(periods, "idle");
        idle.readAndUnmount();
        idle.goOffline();

        periods.driveTo(1);

        assertThat(periods.completed()).isEqualTo(1);
    }

    @Test
    void anOfflineCarrierWithAnOlderParkedReaderIsWaitedFor() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        carrier.enter();
        ParkedReader reader = carrier.park();
        carrier.goOffline();
        Background driver = driveNext();

        assertPending();
        carrier.goOnline();
        carrier.resume(reader);
        assertPending();
        carrier.leave();
        carrier.unmount();

        driver.join();
    }

    @Test
    void aCarrierThatGoesOfflineWhileItIsWaitedForPasses() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        Background driver = driveNext();

        assertPending();
        carrier.goOffline();

        driver.join();
    }

    @Test
    void anUnmountWithAnOlderReaderParkedAnnouncesNothing() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        carrier.enter();
        ParkedReader older = carrier.park();
        Background driver = driveNext();

        for (int i = 0; i < 100; i++) {
            carrier.readAndUnmount();
        }
        assertPending();
        carrier.resume(older);
        carrier.leave();
        carrier.unmount();

        driver.join();
    }

    @Test
    void oneOfManyOlderParkedReadersIsEnoughToHoldItUp() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        List<ParkedReader> readers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            carrier.enter();
            readers.add(carrier.park());
        }
        Background driver = driveNext();

        for (ParkedReader reader : readers) {
            assertThat(periods.completed()).isZero();
            carrier.resume(reader);
            carrier.leave();
            carrier.unmount();
        }

        driver.join();
    }

    // -- stamps

    @Test
    void aReaderThatBeganAfterItStartedDoesNotHoldItUp() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        Background driver = driveNext();
        assertPending();

        carrier.enter();
        assertThat(carrier.carrier().since()).isEqualTo(1);
        carrier.park();

        driver.join();
    }

    @Test
    void newReadersBesideAnOlderOneNeitherHoldItUpNorEndIt() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        carrier.enter();
        ParkedReader older = carrier.park();
        Background driver = driveNext();

        carrier.enter();
        ParkedReader newer = carrier.park();
        carrier.enter();
        carrier.park();
        assertPending();
        carrier.resume(newer);
        carrier.leave();
        carrier.unmount();
        assertPending();

        carrier.resume(older);
        carrier.leave();
        carrier.unmount();
        driver.join();
    }

    @Test
    void whoDidNotHoldUpOneGracePeriodHoldsUpTheNextForManyInARow() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        carrier.enter();
        ParkedReader older = carrier.park();

        for (long number = 1; number <= 6; number++) {
            Background driver = driveNext();
            carrier.enter();
            assertThat(carrier.carrier().since()).isEqualTo(number);
            ParkedReader newer = carrier.park();
            assertPending();

            carrier.resume(older);
            carrier.leave();
            carrier.unmount();
            driver.join();
            assertThat(periods.completed()).isEqualTo(number);
            older = newer;
        }
    }

    @Test
    void anInnerSectionKeepsTheStampOfTheOutermost() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        carrier.enter();
        Background driver = driveNext();

        carrier.enter();
        ParkedReader nested = carrier.park();
        assertRegisters(nested, 2, 0);
        assertPending();

        carrier.resume(nested);
        carrier.leave();
        ParkedReader stillOuter = carrier.park();
        assertRegisters(stillOuter, 1, 0);
        assertPending();

        carrier.resume(stillOuter);
        carrier.leave();
        carrier.unmount();
        driver.join();
    }

    @Test
    void theNextOutermostSectionOfTheSameMountTakesANewStamp() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        carrier.enter();
        carrier.leave();
        Background driver = driveNext();

        carrier.enter();
        ParkedReader reader = carrier.park();

        assertRegisters(reader, 1, 1);
        driver.join();
    }

    private static void assertRegisters(ParkedReader reader, int holds, long since) {
        assertThat(reader.savedHolds()).isEqualTo(holds);
        assertThat(reader.savedSince()).isEqualTo(since);
    }

    // -- carriers come and go

    @Test
    void aCarrierThatEndsIsNoLongerWaitedFor() throws InterruptedException {
        ScriptedCarrier stays = ScriptedCarrier.online(periods, "stays");
        ScriptedCarrier ends = ScriptedCarrier.online(periods, "ends");
        Background driver = driveNext();

        stays.unmount();
        assertPending();
        ends.end();

        driver.join();
    }

    @Test
    void aRemovedCarrierIsNotWaitedForWhateverItsFlagSays() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        Background pending = driveNext();
        assertPending();

        periods.removed(carrier.carrier());
        pending.join();

        periods.driveTo(2);
        assertThat(periods.completed()).isEqualTo(2);
    }

    @Test
    void removingOneCarrierLeavesTheOthersOnTheList() throws InterruptedException {
        ScriptedCarrier first = ScriptedCarrier.online(periods, "first");
        ScriptedCarrier second = ScriptedCarrier.online(periods, "second");
        first.end();
        Background driver = driveNext();

        assertPending();
        second.unmount();

        driver.join();
    }

    @Test
    void aCarrierAddedLateIsWaitedForFromTheNextGracePeriodOn() throws InterruptedException {
        ScriptedCarrier early = ScriptedCarrier.online(periods, "early");
        Background first = driveNext();
        assertPending();
        ScriptedCarrier late = ScriptedCarrier.online(periods, "late");
        early.unmount();
        first.join();

        Background second = driveNext();
        early.unmount();
        assertPending();
        late.unmount();
        second.join();
    }

    // -- visitors

    @Test
    void aVisitorInsideIsWaitedForLikeACarrier() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        int ticket = periods.visitors().enter(7);
        Background driver = driveNext();

        carrier.unmount();
        assertPending();
        periods.visitors().exit(ticket);

        driver.join();
    }

    @Test
    void aStreamOfVisitorsDoesNotStarveIt() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        List<Background> visitors = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int spread = i;
            visitors.add(Background.platform("visitor-" + i, () -> visitWithoutGap(stop, spread)));
        }

        periods.driveTo(200);

        stop.set(true);
        for (Background visitor : visitors) {
            visitor.join();
        }
        periods.driveTo(201);
        assertThat(periods.completed()).isEqualTo(201);
    }

    /** Enters the next section before it leaves the last one, so that somebody is inside at every moment. */
    private void visitWithoutGap(AtomicBoolean stop, int spread) {
        int ticket = periods.visitors().enter(spread);
        while (!stop.get()) {
            int next = periods.visitors().enter(spread);
            periods.visitors().exit(ticket);
            ticket = next;
        }
        periods.visitors().exit(ticket);
    }

    // -- numbers

    @Test
    void nextIsAGracePeriodThatHasNotStarted() throws InterruptedException {
        assertThat(periods.next()).isEqualTo(1);
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        Background driver = driveNext();

        // The pending one may have looked at some carriers already: what is unlinked now needs another.
        assertThat(periods.next()).isEqualTo(2);
        assertThat(periods.requested()).isEqualTo(1);

        carrier.unmount();
        driver.join();
        assertThat(periods.next()).isEqualTo(2);
    }

    // -- the script's other half

    /** Starts a driver for one grace period and returns when it is published. */
    private Background driveNext() {
        long number = periods.next();
        Background driver = Background.platform("driver of " + number, () -> periods.driveTo(number));
        Await.until(number + " is published", () -> periods.requested() == number);
        return driver;
    }

    private void assertPending() {
        long number = periods.requested();
        Await.never("grace period %d ends".formatted(number), () -> periods.completed() >= number);
    }
}
