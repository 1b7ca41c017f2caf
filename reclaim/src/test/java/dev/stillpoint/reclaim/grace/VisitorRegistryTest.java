// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.VisitorRegistry.ReadingVisitor;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which threads are known as visitors, for how long, and what becomes of those that ended inside a section. */
class VisitorRegistryTest {

    private static final Thread ENDED = new Thread();

    private final GracePeriods periods = new GracePeriods(new Visitors(1, 0, true));
    private final VisitorRegistry registry = periods.registry();

    private Visitor here() {
        return registry.of(Thread.currentThread());
    }

    private VisitorDrain drain() {
        return new VisitorDrain(periods.visitors(), registry, 1);
    }

    /** Opens so many guards on a thread of this kind, which then ends. */
    private void endInside(ThreadKind kind, int guards) throws InterruptedException {
        kind.run(() -> {
            for (int i = 0; i < guards; i++) {
                periods.enter(here());
            }
        });
    }

    // -- who is known

    @Test
    void aThreadIsKnownOnceHoweverOftenItComes() {
        Visitor first = here();

        assertThat(here()).isSameAs(first);
        assertThat(registry.size()).isOne();
    }

    @Test
    void oneWithTheNumberOfAnotherIsNotTakenForIt() {
        Visitor ended = registry.of(ENDED, 7);
        periods.enter(ended);
        Visitor heir = registry.of(Thread.currentThread(), 7);
        assertThat(heir).isNotSameAs(ended);

        periods.enter(heir);
        registry.releaseEnded();

        assertThat(periods.visitors().inside()).isOne();
        assertThat(registry.of(Thread.currentThread(), 7)).isSameAs(heir);
    }

    @Test
    void manyThatLiveAtOneTimeAreAllKnown() throws InterruptedException {
        try (Gate gate = new Gate()) {
            List<Background> threads = new ArrayList<>();
            CountDownLatch known = new CountDownLatch(1000);
            for (int i = 0; i < 1000; i++) {
                threads.add(ThreadKind.DEFAULT_VIRTUAL.start(() -> {
                    Visitor visitor = here();
                    known.countDown();
                    gate.await();
                    assertThat(here()).isSameAs(visitor);
                }));
            }
            known.await();
            assertThat(registry.size()).isEqualTo(1000);
            gate.open();
            for (Background thread : threads) {
                thread.join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void manyThatComeAndGoLeaveFewBehind(ThreadKind kind) throws InterruptedException {
        for (int i = 0; i < 5000; i++) {
            kind.run(() -> {
                periods.enter(here());
                periods.exit(here());
            });
        }
        assertThat(registry.size()).isLessThan(500);
    }

    @Test
    void gracePeriodsDropThoseThatEnded() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            ThreadKind.PLATFORM.run(this::here);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(drain().isFinished()).isTrue();
        }
        assertThat(registry.size()).isZero();
    }

    // -- who ended inside

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void aGracePeriodEndsAlthoughAThreadEndedInside(ThreadKind kind) throws InterruptedException {
        endInside(kind, 1);
        assertThat(periods.visitors().inside()).as("before anybody looked whether it has ended").isOne();
        VisitorDrain drain = drain();

        Await.until("the drain is finished", drain::isFinished);

        assertThat(periods.visitors().inside()).isZero();
        assertThat(registry.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void itIsReleasedOnceHoweverManyGuardsItHadAndHoweverOftenItIsLookedFor(int guards) throws InterruptedException {
        Visitor staying = here();
        periods.enter(staying);
        for (ThreadKind kind : List.of(ThreadKind.PLATFORM, ThreadKind.DEFAULT_VIRTUAL)) {
            endInside(kind, guards);
        }
        for (int i = 0; i < 3; i++) {
            registry.releaseEnded();
            assertThat(periods.visitors().inside()).isOne();
        }
        periods.exit(staying);
        assertThat(periods.visitors().inside()).isZero();
    }

    @Test
    void whoLivesInsideIsNotReleased() throws InterruptedException {
        Visitor staying = here();
        periods.enter(staying);
        VisitorDrain drain = drain();

        for (int i = 0; i < 100; i++) {
            registry.releaseEnded();
        }

        assertThat(drain.isFinished()).isFalse();
        periods.exit(staying);
        assertThat(drain.isFinished()).isTrue();
    }

    @Test
    void whoRegistersReleasesNobodyBecauseThatIsForTheDriver() {
        periods.enter(registry.of(ENDED, 16));
        registry.of(Thread.currentThread(), 16 + 64);

        assertThat(periods.visitors().inside()).isOne();
        registry.releaseEnded();
        assertThat(periods.visitors().inside()).isZero();
    }

    /** The thread is parked, and nobody refers to it: it never ends, and the collector takes it. */
    @Test
    void aVirtualThreadThatIsCollectedInsideIsReleased() throws InterruptedException {
        loseAThreadInside();
        assertThat(periods.visitors().inside()).isOne();

        Await.until("it is released", () -> {
            System.gc();
            registry.releaseEnded();
            return periods.visitors().inside() == 0;
        });

        assertThat(registry.size()).isZero();
    }

    /** An executor of its own is all that knows the thread: the JDK knows those that are started directly. */
    @SuppressWarnings("resource") // to be closed it would have to be known
    private void loseAThreadInside() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        Executors.newVirtualThreadPerTaskExecutor().execute(() -> {
            periods.enter(here());
            inside.countDown();
            while (true) {
                LockSupport.park();
            }
        });
        inside.await();
    }

    // -- who is named

    @Test
    void thoseThatAreWaitedForAreNamedTheOldestFirst() throws InterruptedException {
        Visitor here = here();
        periods.enter(here);
        StepwiseDriver.advance(periods, periods.next());
        StepwiseDriver.advance(periods, periods.requested());
        try (Gate gate = new Gate()) {
            CountDownLatch inside = new CountDownLatch(1);
            Background later = ThreadKind.PLATFORM.start(() -> {
                periods.enter(here());
                inside.countDown();
                gate.await();
                periods.exit(here());
            });
            inside.await();

            assertThat(periods.visitingLaggards())
                    .containsExactly(new ReadingVisitor(Thread.currentThread(), 1, 0));
            assertThat(registry.olderThan(2)).extracting(ReadingVisitor::thread)
                    .containsExactly(Thread.currentThread(), later.thread());
            gate.open();
            later.join();
        }
        periods.exit(here);
        assertThat(periods.visitingLaggards()).isEmpty();
    }

    /** The counters do not know who is older. */
    @Test
    void aCountedOneThatEnteredAfterThePublicationAndIsWaitedForIsNamed() throws InterruptedException {
        periods.pending();
        Gate inside = new Gate();
        try (Gate gate = new Gate()) {
            Thread virtual = Thread.ofVirtual().start(() -> {
                Visitor visitor = here();
                periods.enter(visitor);
                inside.open();
                gate.await();
                periods.exit(visitor);
            });
            inside.await();
            assertThat(periods.visitingLaggards()).as("the drain has not begun").isEmpty();

            StepwiseDriver.advance(periods, 1);

            assertThat(periods.visitingLaggards()).containsExactly(new ReadingVisitor(virtual, 1, 1));
            gate.open();
            virtual.join();
        }
    }

    @Test
    void aRecordedOneThatEnteredAfterThePublicationIsNotWaitedFor() {
        periods.pending();
        periods.enter(here());
        assertThat(periods.visitingLaggards()).isEmpty();

        assertThat(StepwiseDriver.advance(periods, 1)).isTrue();
    }
}
