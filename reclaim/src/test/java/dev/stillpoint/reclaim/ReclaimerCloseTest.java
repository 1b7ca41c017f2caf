// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.memory.ReclaimableArena;
import dev.stillpoint.reclaim.memory.SlabAllocator;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.reclaim.support.Unmount;
import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After close nothing is left: no retired object, no thread. */
class ReclaimerCloseTest {

    private static final String NAME = "reclaimer-to-close";

    private final Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withName(NAME));

    @AfterEach
    void close() {
        reclaimer.close();
    }

    @Test
    void closeFreesEverythingAndLeavesNoThread() {
        Await.until("it alone has a thread", () -> threadsOfTheReclaimer() == 1);
        AtomicInteger frees = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            reclaimer.retire(frees::incrementAndGet, 8);
        }
        reclaimer.close();

        assertThat(frees.get()).isEqualTo(10_000);
        assertThat(reclaimer.unreclaimedBytes()).isZero();
        Await.until("the thread is gone", () -> threadsOfTheReclaimer() == 0);
    }

    private static long threadsOfTheReclaimer() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(NAME)).count();
    }

    @Test
    void closeWaitsForReadersAndThenFrees() throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            reclaimer.retire(version);
            Background closer = Background.platform("closer", reclaimer::close);
            Await.never("close returns, or frees, under a reader", () -> closer.isDone() || version.frees() != 0);
            reader.leave();
            closer.join();
        }
        assertThat(version.frees()).isEqualTo(1);
    }

    @Test
    void aSecondCloseAndAConcurrentOneWaitLikewise() throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(version);
            List<Background> closers = new ArrayList<>();
            for (ThreadKind kind : ThreadKind.values()) {
                closers.add(kind.start(() -> {
                    reclaimer.close();
                    assertThat(version.frees()).isEqualTo(1);
                }));
            }
            Await.never("one of them returns under a reader", () -> closers.stream().anyMatch(Background::isDone));
            reader.leave();
            for (Background closer : closers) {
                closer.join();
            }
        }
        reclaimer.close();
        assertThat(version.frees()).isEqualTo(1);
    }

    @Test
    void afterCloseRetireIsRefusedAndTheObjectStaysTheCallers() {
        reclaimer.close();
        Version version = new Version("version");

        assertThatThrownBy(() -> reclaimer.retire(version)).isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot retire: reclaimer reclaimer-to-close is closed. Close it after its last user.");
        assertThatThrownBy(() -> reclaimer.retire(() -> version.reclaim(), 1))
                .isInstanceOf(IllegalStateException.class);
        assertThat(version.frees()).isZero();
        assertThat(reclaimer.statistics()).isEqualTo(new ReclaimerStatistics(0, 0, 0, 0, 0, Duration.ZERO));
    }

    @RepeatedTest(20)
    void whatIsRetiredDuringCloseIsEitherRefusedOrFreed() throws InterruptedException {
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger frees = new AtomicInteger();
        List<Background> retirers = new ArrayList<>();
        for (ThreadKind kind : ThreadKind.values()) {
            retirers.add(kind.start(() -> {
                while (true) {
                    try {
                        reclaimer.retire(frees::incrementAndGet, 1);
                        // A carrier that never unmounts would hold up the grace period that close waits for.
                        if (accepted.incrementAndGet() % 16 == 0) {
                            Unmount.YIELD.now();
                        }
                    } catch (IllegalStateException closed) {
                        refused.incrementAndGet();
                        return;
                    }
                }
            }));
        }
        Await.until("objects stream in", () -> accepted.get() > 300);
        reclaimer.close();
        int freedWhenClosed = frees.get();
        for (Background retirer : retirers) {
            retirer.join();
        }

        assertThat(refused.get()).isEqualTo(retirers.size());
        assertThat(frees.get()).isEqualTo(accepted.get()).isEqualTo(freedWhenClosed);
        assertThat(reclaimer.statistics().retiredObjects()).isEqualTo(accepted.get());
    }

    @RepeatedTest(20)
    void whoWaitsDuringCloseIsServedOrRefusedButNeverForgotten() throws InterruptedException {
        AtomicInteger served = new AtomicInteger();
        List<Background> waiters = new ArrayList<>();
        for (ThreadKind kind : ThreadKind.values()) {
            waiters.add(kind.start(() -> waitUntilRefused(reclaimer::synchronize, served)));
            waiters.add(kind.start(() -> waitUntilRefused(reclaimer::barrier, served)));
        }
        Await.until("somebody was served", () -> served.get() > 0);
        reclaimer.close();
        for (Background waiter : waiters) {
            waiter.join();
        }
    }

    private static void waitUntilRefused(Background.Body waiting, AtomicInteger served) throws Throwable {
        while (true) {
            try {
                waiting.run();
                served.incrementAndGet();
            } catch (IllegalStateException closed) {
                assertThat(closed).hasMessageContaining("is closed");
                return;
            }
        }
    }

    @Test
    void anInterruptDoesNotEndCloseAndIsPendingAfterwards() throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(version);
            Background closer = Background.platform("closer", () -> {
                reclaimer.close();
                assertThat(Thread.interrupted()).as("the interrupt is pending").isTrue();
                assertThat(version.frees()).isEqualTo(1);
            });
            Await.until("close waits", () -> Await.isWaiting(closer.thread()));
            closer.thread().interrupt();
            Await.never("the interrupt ends close", closer::isDone);
            closer.thread().interrupt();
            reader.leave();
            closer.join();
        }
    }

    @Test
    void closeOnTheReclaimersOwnThreadIsRefusedAndItStaysOpen() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        reclaimer.retire(() -> {
            try {
                reclaimer.close();
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
        }, 0);
        reclaimer.barrier();

        assertThat(thrown.get()).hasMessageContaining("reclaimer's own thread");
        Version version = new Version("version");
        reclaimer.retire(version);
        reclaimer.barrier();
        assertThat(version.frees()).isEqualTo(1);
        reclaimer.close();
    }

    /** A node of a binary tree: freeing it retires its children. */
    private record Node(Reclaimer reclaimer, int depth, AtomicInteger frees) implements Reclaimable {

        @Override
        public void reclaim() {
            for (int i = 0; depth > 0 && i < 2; i++) {
                reclaimer.retire(new Node(reclaimer, depth - 1, frees));
            }
            frees.incrementAndGet();
        }

        @Override
        public long byteSize() {
            return 100;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatFreeingRetiresDuringCloseIsFreedToo(boolean onAnExecutor) {
        AtomicInteger frees = new AtomicInteger();
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            Reclaimer tree = Reclaimer.create(onAnExecutor
                    ? ReclaimerConfig.defaults().withExecutor(pool)
                    : ReclaimerConfig.defaults());
            tree.retire(new Node(tree, 3, frees));
            tree.close();
            assertThat(frees.get()).isEqualTo(15);
            assertThat(tree.statistics().failedObjects()).isZero();
            assertThat(tree.statistics().retiredObjects()).isEqualTo(15);
            assertThat(tree.unreclaimedBytes()).isZero();
        }
    }

    @Test
    void whatFreeingClosesDuringCloseIsFreedToo() {
        Version inner = new Version("inner");
        QsbrReference<Version> reference = QsbrReference.of(reclaimer, inner);
        reclaimer.retire(reference::close, 0);
        reclaimer.close();
        assertThat(inner.frees()).isEqualTo(1);
        assertThat(reclaimer.statistics().failedObjects()).isZero();
    }

    @Test
    void anArenaThatFreeingClosesDuringCloseIsFreedToo() {
        try (SlabAllocator slabs = SlabAllocator.create("blocks of an arena")) {
            ReclaimableArena arena = ReclaimableArena.create(reclaimer, slabs);
            arena.allocate(100, 8);
            reclaimer.retire(arena::close, 0);
            reclaimer.close();
            assertThat(slabs.allocatedBytes()).isZero();
            assertThat(reclaimer.statistics().failedObjects()).isZero();
            assertThat(reclaimer.unreclaimedBytes()).isZero();
        }
    }

    @Test
    void onlyTheThreadThatFreesMayRetireWhenClosingIsNearlyOver() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        AtomicReference<Throwable> refused = new AtomicReference<>();
        // The child is freed when everybody else is refused already.
        reclaimer.retire(() -> reclaimer.retire(() -> {
            Background other = Background.platform("other", () -> reclaimer.retire(frees::incrementAndGet, 1));
            try {
                other.join();
            } catch (AssertionError | InterruptedException e) {
                refused.set(e);
            }
            reclaimer.retire(frees::incrementAndGet, 1);
        }, 1), 1);
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            Background closer = Background.platform("closer", reclaimer::close);
            Await.until("it waits", () -> Await.isWaiting(closer.thread()));
            reader.leave();
            closer.join();
        }
        assertThat(frees.get()).isEqualTo(refused.get() == null ? 2 : 1);
        assertThat(reclaimer.statistics().failedObjects()).isZero();
    }

    // -- with a time limit

    @Test
    void aBoundedCloseGivesUpAndTheReclaimerGoesOn() throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(version);
            assertThat(reclaimer.close(Duration.ZERO)).isFalse();
            assertThat(reclaimer.close(Duration.ofMillis(20))).isFalse();
            assertThat(version.frees()).isZero();
            reader.leave();
        }
        // Nobody closes it again, and it ends nevertheless.
        Await.until("the thread is gone", () -> threadsOfTheReclaimer() == 0);
        assertThat(version.frees()).isEqualTo(1);
        assertThat(reclaimer.close(Duration.ZERO)).isTrue();
        assertThatThrownBy(() -> reclaimer.retire(version)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTimeLimitThatMakesNoSenseLeavesItOpen() {
        assertThatThrownBy(() -> reclaimer.close(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> reclaimer.close(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ScopedQsbr.run(() -> reclaimer.close(Duration.ZERO)))
                .isInstanceOf(IllegalStateException.class);
        Version version = new Version("version");
        reclaimer.retire(version);
        assertThat(reclaimer.close(ReclaimerConfig.NEVER)).isTrue();
        assertThat(version.frees()).isEqualTo(1);
    }

    @Test
    void whoClosesIsToldWhomItWaitsFor() throws InterruptedException {
        try (LoggedMessages logged = LoggedMessages.of("dev.stillpoint.reclaim"); Gate gate = new Gate()) {
            reclaimer.retire(gate::await, 1);
            Background closer = Background.platform("closer", reclaimer::close);
            String message = logged.await("Closing reclaimer-to-close waits").getMessage();
            assertThat(message).contains("CALLBACK", "Gate.await");
            gate.open();
            closer.join();
        }
    }

    /** Close waits for a reader before what the body has thrown is seen: the log tells that, and for whom. */
    @Test
    void whatABodyHasThrownIsThrownAfterAWaitThatIsTold() throws InterruptedException {
        IllegalStateException thrown = new IllegalStateException("thrown by the body");
        AtomicReference<Throwable> caught = new AtomicReference<>();
        Version version = new Version("version");
        try (LoggedMessages logged = LoggedMessages.of("dev.stillpoint.reclaim");
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            Background user = Background.platform("user", () -> {
                try (reclaimer) {
                    reclaimer.retire(version);
                    throw thrown;
                } catch (IllegalStateException e) {
                    caught.set(e);
                }
            });
            assertThat(logged.await("Closing reclaimer-to-close waits").getMessage()).contains("READERS");
            assertThat(caught.get()).isNull();
            reader.leave();
            user.join();
        }
        assertThat(caught.get()).isSameAs(thrown).hasNoSuppressedExceptions();
        assertThat(version.frees()).isEqualTo(1);
    }

    @Test
    void aWriterThatHasPromisedIsWaitedForWithoutSpinning() throws InterruptedException {
        Version version = new Version("version");
        Retired promise = Retired.promised(version, version.byteSize());
        reclaimer.promise(promise);
        Background closer = Background.platform("closer", reclaimer::close);
        Await.until("it alone has a thread", () -> threadsOfTheReclaimer() == 1);
        Thread thread = Thread.getAllStackTraces().keySet().stream().filter(one -> one.getName().equals(NAME))
                .findFirst().orElseThrow();
        Await.until("it sleeps", () -> thread.getState() == Thread.State.TIMED_WAITING
                && reclaimer.report().cause() == StallReport.Cause.WRITER);
        assertThat(closer.isDone()).isFalse();
        assertThat(version.frees()).isZero();
        promise.isPromised = false;
        reclaimer.promiseDecided();
        closer.join();
        assertThat(version.frees()).isEqualTo(1);
        assertThat(reclaimer.statistics().retiredObjects()).isEqualTo(1);
    }

    @Test
    void aPromiseThatIsWithdrawnLeavesNothing() throws InterruptedException {
        Version version = new Version("version");
        Retired promise = Retired.promised(version, version.byteSize());
        reclaimer.promise(promise);
        promise.isWithdrawn = true;
        promise.isPromised = false;
        reclaimer.barrier();
        assertThat(version.frees()).isZero();
        assertThat(reclaimer.statistics().retiredObjects()).as("the barrier").isEqualTo(1);
        assertThat(reclaimer.unreclaimedBytes()).isZero();
    }

    @Test
    void itsThreadsKeepNoJvmAlive() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals(NAME)
                        || thread.getName().equals("stillpoint-stall-watch"))
                .hasSizeGreaterThanOrEqualTo(2).allMatch(Thread::isDaemon);
    }

    @Test
    void oneReclaimersEndDoesNotDisturbTheOthers() throws InterruptedException {
        Version version = new Version("version");
        try (Reclaimer other = Reclaimer.create()) {
            reclaimer.close();
            other.retire(version);
            other.synchronize();
            other.barrier();
        }
        assertThat(version.frees()).isEqualTo(1);
    }
}
