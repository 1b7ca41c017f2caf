// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stamp, sleep and wake of recorded visitors: the test plays them, and a driver that looks once at a time. */
class VisitorRecordsTest {

    private static final int FOR_EVER = Integer.MAX_VALUE;

    private final VisitorRecords records = new VisitorRecords();
    private final GracePeriods periods = new GracePeriods(new Visitors(1, 0, true));
    // the newest that is published
    private long number;

    /** A visitor whose thread never runs: a stop of it finds what this test has done. */
    private Visitor visitor() {
        Visitor visitor = Visitor.recorded(new Thread(), 0);
        records.add(visitor);
        return visitor;
    }

    private void enter(Visitor visitor) {
        beginUnstamped(visitor);
        visitor.stamp(number);
    }

    /** All that comes before the published number is read. */
    private static void beginUnstamped(Visitor visitor) {
        visitor.begin();
        if (!visitor.isAwake()) {
            visitor.wake();
        }
    }

    private RecordDrain publish(int patience) {
        number++;
        return new RecordDrain(records, number, patience);
    }

    // -- stamps

    @Test
    void whoNeverReadIsNotLookedAt() {
        visitor();

        assertThat(publish(FOR_EVER).isFinished()).isTrue();
    }

    @Test
    void whoReadsWithANewStampIsNeitherStoppedNorWaitedFor() {
        Visitor busy = visitor();
        enter(busy);
        busy.end();
        RecordDrain drain = publish(FOR_EVER);
        assertThat(drain.isFinished()).isFalse();

        enter(busy);

        assertThat(drain.isFinished()).isTrue();
        assertThat(busy.isAsleep()).isFalse();
    }

    @Test
    void whoWasOutsideForLongIsLookedAtForAsLongAsPatienceLasts() {
        enter(visitor());
        Visitor idle = visitor();
        enter(idle);
        idle.end();
        RecordDrain drain = publish(3);

        for (int look = 0; look < 3; look++) {
            assertThat(drain.isFinished()).isFalse();
            assertThat(idle.isAsleep()).isFalse();
        }
        drain.isFinished();

        assertThat(idle.isAsleep()).isTrue();
    }

    @Test
    void whatTheDriversOwnThreadDidItSeesWithoutAStop() {
        Visitor here = Visitor.recorded(Thread.currentThread(), 0);
        records.add(here);
        enter(here);
        RecordDrain drain = publish(FOR_EVER);
        assertThat(drain.isFinished()).isFalse();

        here.end();

        assertThat(drain.isFinished()).isTrue();
    }

    // -- asleep

    @Test
    void whoIsAsleepCostsLaterGracePeriodsNothing() {
        Visitor idle = visitor();
        enter(idle);
        idle.end();
        assertThat(publish(0).isFinished()).isTrue();
        assertThat(idle.isAsleep()).isTrue();

        assertThat(publish(FOR_EVER).isFinished()).isTrue();
    }

    @Test
    void whoWakesIsWaitedFor() {
        Visitor sleeper = visitor();
        enter(sleeper);
        sleeper.end();
        assertThat(publish(0).isFinished()).isTrue();

        enter(sleeper);
        RecordDrain drain = publish(0);

        assertThat(drain.isFinished()).isFalse();
        assertThat(drain.isFinished()).isFalse();
        sleeper.end();
        assertThat(drain.isFinished()).isTrue();
    }

    /** The stop finds it inside, and its stamp says that it has passed. */
    @Test
    void whoWasFoundInsideDoesNotSleepAlthoughItHasPassed() {
        Visitor reader = visitor();
        enter(reader);
        reader.end();
        RecordDrain first = publish(0);
        beginUnstamped(reader);
        assertThat(first.isFinished()).isFalse();
        reader.stamp(number);
        assertThat(first.isFinished()).isTrue();

        RecordDrain second = publish(0);

        assertThat(second.isFinished()).isFalse();
        reader.end();
        assertThat(second.isFinished()).isTrue();
    }

    @Test
    void whoLeavesAfterTheStopFallsAsleep() {
        Visitor reader = visitor();
        enter(reader);
        RecordDrain drain = publish(0);
        assertThat(drain.isFinished()).isFalse();

        reader.end();

        assertThat(drain.isFinished()).isTrue();
        assertThat(reader.isAsleep()).isTrue();
    }

    @Test
    void whoWakesWhileItIsFoundOutsideStaysAwake() {
        Visitor visitor = visitor();
        visitor.makeDrowsy();
        enter(visitor);
        visitor.fallAsleep();

        assertThat(visitor.isAsleep()).isFalse();
    }

    @Test
    void whoIsDrowsyIsWaitedForAndWakes() {
        Visitor visitor = visitor();
        enter(visitor);
        visitor.makeDrowsy();
        assertThat(visitor.isAsleep()).isFalse();
        assertThat(visitor.isAwake()).isFalse();
        assertThat(publish(FOR_EVER).isFinished()).isFalse();
        visitor.end();

        enter(visitor);

        assertThat(visitor.isAwake()).isTrue();
    }

    // -- who is there

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 64, 65, 300})
    void everyOneIsWaitedForHoweverManyThereAre(int count) {
        List<Visitor> readers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Visitor reader = visitor();
            enter(reader);
            readers.add(reader);
        }
        RecordDrain drain = publish(0);
        for (Visitor reader : readers) {
            assertThat(drain.isFinished()).isFalse();
            reader.end();
        }
        assertThat(drain.isFinished()).isTrue();
    }

    @Test
    void whoComesAfterTheFirstLookIsLeftToTheNextGracePeriod() {
        Visitor older = visitor();
        enter(older);
        RecordDrain first = publish(0);
        assertThat(first.isFinished()).isFalse();
        List<Visitor> newer = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Visitor visitor = visitor();
            enter(visitor);
            newer.add(visitor);
        }

        older.end();
        assertThat(first.isFinished()).isTrue();

        RecordDrain second = publish(0);
        assertThat(second.isFinished()).isFalse();
        newer.forEach(Visitor::end);
        assertThat(second.isFinished()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whoIsTakenOutLeavesTheOthers(int out) {
        List<Visitor> all = new ArrayList<>(List.of(visitor(), visitor(), visitor()));
        all.forEach(this::enter);
        Visitor ended = all.remove(out);
        ended.end();

        records.remove(ended);

        assertThat(records.size()).isEqualTo(2);
        RecordDrain drain = publish(0);
        for (Visitor visitor : all) {
            assertThat(drain.isFinished()).isFalse();
            visitor.end();
        }
        assertThat(drain.isFinished()).isTrue();
        all.forEach(records::remove);
        assertThat(records.size()).isZero();
    }

    // -- which threads

    @Test
    void platformThreadsHaveRecordsAndVirtualOnesAreCounted() {
        Thread virtual = Thread.ofVirtual().unstarted(() -> {
        });

        assertThat(periods.registry().of(Thread.currentThread()).isCounted).isFalse();
        assertThat(periods.registry().of(virtual).isCounted).isTrue();
    }

    /** The driver never looks at a record, so its patience does not matter. */
    @Test
    void whereNobodyCanBeStoppedAllAreCountedAndWaitedFor() {
        GracePeriods unstoppable = new GracePeriods(new Visitors(1, FOR_EVER, false));
        Visitor visitor = unstoppable.registry().of(Thread.currentThread());
        assertThat(visitor.isCounted).isTrue();
        unstoppable.enter(visitor);
        unstoppable.enter(visitor);
        StepwiseDriver.advance(unstoppable, 1);
        assertThat(StepwiseDriver.advance(unstoppable, 1)).isFalse();
        unstoppable.exit(visitor);
        assertThat(StepwiseDriver.advance(unstoppable, 1)).isFalse();
        unstoppable.exit(visitor);

        assertThat(StepwiseDriver.advance(unstoppable, 1)).isTrue();
    }

    @Test
    void aThreadThatWaitsOutsideOrInsideIsStoppedAndLookedAt() throws InterruptedException {
        Gate isInside = new Gate();
        Gate isOutside = new Gate();
        try (Gate leave = new Gate(); Gate end = new Gate()) {
            Background reader = ThreadKind.PLATFORM.start(() -> {
                Visitor visitor = periods.registry().of(Thread.currentThread());
                periods.enter(visitor);
                isInside.open();
                leave.await();
                periods.exit(visitor);
                isOutside.open();
                end.await();
            });
            isInside.await();
            StepwiseDriver.advance(periods, 1);
            assertThat(StepwiseDriver.advance(periods, 1)).isFalse();
            leave.open();
            isOutside.await();
            assertThat(StepwiseDriver.advance(periods, 1)).isTrue();
            end.open();
            reader.join();
        }
    }
}
