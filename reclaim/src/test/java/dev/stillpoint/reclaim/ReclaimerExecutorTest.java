// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Freeing on a user's executor, and freeing in a promised order. */
class ReclaimerExecutorTest {

    @Test
    void theExecutorFreesOneBatchAtATime() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger frees = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(4, Thread.ofPlatform().name("pool-", 0).factory());
                Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(pool))) {
            for (int i = 0; i < 2_000; i++) {
                reclaimer.retire(() -> {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    assertThat(Thread.currentThread().getName()).startsWith("pool-");
                    frees.incrementAndGet();
                    inside.decrementAndGet();
                }, 1);
            }
            reclaimer.barrier();
            assertThat(frees.get()).isEqualTo(2_000);
            assertThat(reclaimer.statistics().failedObjects()).isZero();
        }
    }

    @Test
    void anExecutorThatRefusesLosesNothing() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        try (Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(_ -> {
            throw new RejectedExecutionException("expected by the test");
        }))) {
            reclaimer.retire(frees::incrementAndGet, 1);
            reclaimer.barrier();
            assertThat(frees.get()).isEqualTo(1);
        }
    }

    @Test
    void anExecutorThatQueuesAndThenThrowsFreesNothingTwice() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        List<Runnable> queued = new CopyOnWriteArrayList<>();
        try (Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(batch -> {
            queued.add(batch);
            throw new OutOfMemoryError("expected by the test");
        }))) {
            reclaimer.retire(frees::incrementAndGet, 100);
            reclaimer.barrier();
            queued.forEach(Runnable::run);
            assertThat(frees.get()).isEqualTo(1);
            assertFigures(reclaimer, 2);
        }
    }

    @Test
    void anExecutorThatThrowsWhileItFreesIsWaitedFor() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        Gate freeing = new Gate();
        Gate mayEnd = new Gate();
        try (Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(batch -> {
            Thread.ofPlatform().start(batch);
            freeing.await();
            throw new OutOfMemoryError("expected by the test");
        }))) {
            reclaimer.retire(() -> {
                frees.incrementAndGet();
                freeing.open();
                mayEnd.await();
            }, 100);
            Background waiter = Background.platform("barrier", reclaimer::barrier);
            Await.never("the barrier passes before the object is freed", waiter::isDone);
            mayEnd.open();
            waiter.join();
            assertThat(frees.get()).isEqualTo(1);
            assertFigures(reclaimer, 2);
        }
    }

    @Test
    void anExecutorThatFreesAndThenThrowsFreesNothingTwice() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        try (Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(batch -> {
            batch.run();
            throw new StackOverflowError("expected by the test");
        }))) {
            reclaimer.retire(frees::incrementAndGet, 100);
            reclaimer.barrier();
            assertThat(frees.get()).isEqualTo(1);
            assertFigures(reclaimer, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"barrier", "close"})
    void whatAnExecutorDropsWhenItIsShutDownIsFreedAllTheSame(String how) throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        Gate busy = new Gate();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        pool.execute(busy::await);
        AtomicBoolean handedOver = new AtomicBoolean();
        Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(batch -> {
            pool.execute(batch);
            handedOver.set(true);
        }));
        reclaimer.retire(frees::incrementAndGet, 100);
        // Until execute returns, it takes back what it has queued if the pool is shut down.
        Await.until("it is queued", handedOver::get);
        List<Runnable> dropped = pool.shutdownNow();
        assertThat(dropped).hasSize(1);
        busy.open();
        Background waiter = Background.platform(how,
                how.equals("close") ? reclaimer::close : reclaimer::barrier);
        Await.until("it returns", waiter::isDone);
        waiter.join();
        assertThat(frees.get()).isEqualTo(1);
        // Whoever finds the batch now must not free it again.
        dropped.forEach(Runnable::run);
        reclaimer.close();
        assertThat(frees.get()).isEqualTo(1);
        assertThat(reclaimer.unreclaimedBytes()).isZero();
    }

    @Test
    void aBatchThatItsExecutorIgnoresIsFreedByClose() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        List<Runnable> ignored = new CopyOnWriteArrayList<>();
        try (LoggedMessages logged = LoggedMessages.of("dev.stillpoint.reclaim")) {
            Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(ignored::add));
            reclaimer.retire(frees::incrementAndGet, 100);
            Background closer = Background.platform("closer", reclaimer::close);
            Await.until("close() returns", closer::isDone);
            closer.join();
            assertThat(logged.await("has not begun to free it").getMessage())
                    .contains("Is the executor shut down, or full?");
            ignored.forEach(Runnable::run);
            assertThat(frees.get()).isEqualTo(1);
            assertThat(reclaimer.unreclaimedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {FailingFreers.OnTheReclaimersThread.class, FailingFreers.OnADirectExecutor.class,
            FailingFreers.OnAnotherThread.class})
    void whereverFreeingRunsOutOfMemoryEachObjectIsFreedOnce(Class<? extends FailingFreers> freers) throws Exception {
        assertThat(FaultyClasses.play(Reclaimer.class.getPackageName(),
                Set.of(ReclaimerThread.class, BatchFreer.class, Batch.class, Backlog.class, Reports.class),
                Points.ALLOCATIONS, freers))
                .isEmpty();
    }

    private static void assertFigures(Reclaimer reclaimer, int reclaimed) {
        assertThat(reclaimer.unreclaimedBytes()).isZero();
        assertThat(reclaimer.statistics().reclaimedObjects()).isEqualTo(reclaimed);
        assertThat(reclaimer.statistics().retiredObjects()).isEqualTo(reclaimed);
    }

    @Test
    void whoFreesOnAnExecutorIsRefusedToWaitForItself() throws InterruptedException {
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        try (ExecutorService pool = Executors.newSingleThreadExecutor();
                Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(pool))) {
            reclaimer.retire(() -> {
                for (Waiting waiting : List.<Waiting>of(reclaimer::barrier, reclaimer::synchronize, reclaimer::close)) {
                    try {
                        waiting.await();
                    } catch (Throwable e) {
                        refused.add(e);
                    }
                }
            }, 1);
            reclaimer.barrier();
        }
        assertThat(refused).hasSize(3).allSatisfy(e -> assertThat(e).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("while freeing"));
    }

    private interface Waiting {

        void await() throws InterruptedException;
    }

    // -- promised order

    @Test
    void childrenAreFreedBeforeTheirParentThoughOneFails() throws InterruptedException {
        List<String> freed = new CopyOnWriteArrayList<>();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            reclaimer.retireAll(List.of(part("child 1", freed), failing(), part("child 2", freed),
                    part("parent", freed)));
            reclaimer.barrier();
            assertThat(freed).containsExactly("child 1", "child 2", "parent");
            assertThat(reclaimer.statistics().failedObjects()).isEqualTo(1);
            assertThat(reclaimer.statistics().retiredObjects()).as("as one, and the barrier").isEqualTo(2);
        }
    }

    @Test
    void aGroupThatIsRefusedIsRefusedAsAWhole() {
        List<String> freed = new ArrayList<>();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            List<Reclaimable> withNull = new ArrayList<>();
            withNull.add(null);
            assertThatThrownBy(() -> reclaimer.retireAll(withNull)).isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("Element 0 of 1 is null; nothing was retired");
            assertThatThrownBy(() -> reclaimer.retireAll(List.of(sized(1L << 47), sized(1L << 47), sized(1))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reclaimer.retireAll(List.of(sized(Long.MAX_VALUE), sized(Long.MAX_VALUE))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reclaimer.retireAll(List.of(sized(-1), sized(1))))
                    .isInstanceOf(IllegalArgumentException.class);
            reclaimer.retireAll(List.of());
            Await.until("nothing is left", () -> reclaimer.unreclaimedBytes() == 0);
        }
        assertThat(freed).isEmpty();
    }

    private static Reclaimable part(String name, List<String> freed) {
        return sizedAnd(8, () -> freed.add(name));
    }

    private static Reclaimable failing() {
        return sizedAnd(8, () -> {
            throw new IllegalStateException("expected by the test");
        });
    }

    private static Reclaimable sized(long bytes) {
        return sizedAnd(bytes, () -> {
            throw new AssertionError("must not be freed");
        });
    }

    private static Reclaimable sizedAnd(long bytes, Runnable free) {
        return new Reclaimable() {

            @Override
            public void reclaim() {
                free.run();
            }

            @Override
            public long byteSize() {
                return bytes;
            }
        };
    }

    /** Its batch is not over yet, so it would wait for itself. */
    @Test
    void aListenerOnTheExecutorMayNotWaitForItsBatch() throws InterruptedException {
        AtomicReference<Reclaimer> reclaimer = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            reclaimer.set(Reclaimer.create(ReclaimerConfig.defaults().withExecutor(pool)
                    .withListener(new ReclaimerListener() {
                        @Override
                        public void reclaimed(int objects, long bytes) {
                            try {
                                reclaimer.get().barrier();
                            } catch (IllegalStateException | InterruptedException e) {
                                thrown.set(e);
                            }
                        }
                    })));
            reclaimer.get().retire(() -> {
            }, 1);
            reclaimer.get().close();
        }
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    }
}
