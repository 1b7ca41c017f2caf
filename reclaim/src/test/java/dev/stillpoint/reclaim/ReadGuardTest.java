// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Visitor;
import dev.stillpoint.reclaim.grace.VisitorRegistry;
import dev.stillpoint.reclaim.grace.Visitors;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be done wrong with a guard, on every kind of thread. */
class ReadGuardTest {

    @ParameterizedTest
    @EnumSource
    void closingAGuardAgainDoesNothing(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            ReadGuard outer = ScopedQsbr.open();
            ReadGuard inner = ScopedQsbr.open();
            inner.close();
            inner.close();
            inner.close();
            assertThat(ScopedQsbr.isReading()).as("the outer section is still open").isTrue();
            outer.close();
            outer.close();
            assertThat(ScopedQsbr.isReading()).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource
    void anotherThreadCannotCloseAGuardAndItStaysOpen(ThreadKind kind) throws InterruptedException {
        for (ThreadKind other : ThreadKind.values()) {
            kind.run(() -> {
                ReadGuard guard = ScopedQsbr.open();
                String owner = Thread.currentThread().toString();
                other.run(() -> assertThatThrownBy(guard::close).isInstanceOf(WrongThreadException.class)
                        .hasMessageContaining("opened by").hasMessageContaining("#" + idIn(owner))
                        .hasMessageContaining("not by").hasMessageContaining("#" + Thread.currentThread().threadId()));
                assertThat(ScopedQsbr.isReading()).isTrue();
                guard.close();
                assertThat(ScopedQsbr.isReading()).isFalse();
            });
        }
    }

    private static String idIn(String thread) {
        return thread.replaceAll("^[^#]*#(\\d+).*$", "$1");
    }

    @ParameterizedTest
    @EnumSource
    void theSectionLastsUntilTheLastGuardIsClosedInWhateverOrder(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            ReadGuard first = ScopedQsbr.open();
            GracePeriod period = GracePeriod.start();
            ReadGuard second = ScopedQsbr.open();
            ReadGuard third = ScopedQsbr.open();

            first.close();
            Await.never("the first guard's section ends with it", period::hasElapsed);
            third.close();
            assertThat(ScopedQsbr.isReading()).isTrue();
            Await.never("the section ends before its last guard", period::hasElapsed);
            second.close();
            assertThat(ScopedQsbr.isReading()).isFalse();
            Await.until("the grace period ends", period::hasElapsed);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aClosedGuardOpensNoReference(ThreadKind kind) throws InterruptedException {
        NativeBlock block = BlockAllocator.malloc().allocate(16);
        try (Reclaimer reclaimer = Reclaimer.create();
                QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, block)) {
            kind.run(() -> {
                ReadGuard guard = ScopedQsbr.open();
                assertThat(reference.get(guard)).isSameAs(block);
                guard.close();
                assertThatThrownBy(() -> reference.get(guard)).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("guard is closed");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGuardThatLeftItsBodyIsClosed(ThreadKind kind) throws InterruptedException {
        NativeBlock block = BlockAllocator.malloc().allocate(16);
        try (Reclaimer reclaimer = Reclaimer.create();
                QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, block)) {
            kind.run(() -> {
                AtomicReference<ReadGuard> smuggled = new AtomicReference<>();
                ScopedQsbr.<Object, RuntimeException>read(guard -> {
                    smuggled.set(guard);
                    return "";
                });
                assertThatThrownBy(() -> reference.get(smuggled.get())).isInstanceOf(IllegalStateException.class);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyMayCloseItsGuardEarly(ThreadKind kind) throws InterruptedException {
        kind.run(() -> ScopedQsbr.run(() -> {
            ScopedQsbr.<Object, RuntimeException>read(guard -> {
                guard.close();
                return "";
            });
            assertThat(ScopedQsbr.isReading()).as("the enclosing section was not closed for it").isTrue();
        }));
    }

    @ParameterizedTest
    @EnumSource
    void aGuardOfAnEndedThreadCannotBeClosedByItsHeir(ThreadKind kind) throws InterruptedException {
        AtomicReference<ReadGuard> inherited = new AtomicReference<>();
        kind.run(() -> {
            ReadGuard guard = ScopedQsbr.open();
            inherited.set(guard);
            guard.close();
        });
        Background.platform("heir", () -> assertThatThrownBy(() -> inherited.get().close())
                .isInstanceOf(WrongThreadException.class)).join();
    }

    /** What opens and closes the guards of visitors. */
    private static final Set<Class<?>> GUARDING = guarding();

    private static Set<Class<?>> guarding() {
        Set<Class<?>> classes = new HashSet<>(List.of(ScopedQsbr.class, ReadGuard.class, CurrentVisitor.class,
                ReaderThread.class, GracePeriods.class, Visitors.class, Visitor.class, VisitorRegistry.class));
        classes.addAll(Arrays.asList(VisitorRegistry.class.getDeclaredClasses()));
        classes.addAll(Arrays.asList(Visitor.class.getDeclaredClasses()));
        return classes;
    }

    @Test
    void withoutMemoryAVisitorsGuardIsOpenOrNot() throws Exception {
        assertThat(FaultyClasses.play(ScopedQsbr.class.getPackageName(), GUARDING, Points.ALLOCATIONS,
                FailingGuards.OutOfMemory.class)).isEmpty();
    }

    @Test
    void withoutStackAVisitorsGuardIsOpenOrClosedAndCanBeClosedLater() throws Exception {
        assertThat(FaultyClasses.play(ScopedQsbr.class.getPackageName(), GUARDING, Points.CALLS,
                FailingGuards.AtTheStackEnd.class)).isEmpty();
    }
}
