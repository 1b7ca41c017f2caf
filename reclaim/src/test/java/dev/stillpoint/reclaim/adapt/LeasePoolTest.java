// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.reclaim.support.Unmount;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.Compensation;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that are borrowed: exclusively, and few of them for many threads. */
@Timeout(60)
class LeasePoolTest {

    /** Knows whether somebody uses it. */
    private static final class Buffer {

        final AtomicBoolean inUse = new AtomicBoolean();
    }

    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger discarded = new AtomicInteger();
    private final LeasePool<Buffer> pool = LeasePool.of(() -> {
        made.incrementAndGet();
        return new Buffer();
    }, _ -> discarded.incrementAndGet(), 2);

    private static CarrierScheduler scheduler(int carriers) {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName("pool").withCarriers(carriers));
    }

    @ParameterizedTest
    @EnumSource
    void aValueThatWasGivenBackIsBorrowedAgain(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            Buffer first;
            try (LeasePool.Lease<Buffer> lease = pool.borrow()) {
                first = lease.get();
            }
            try (LeasePool.Lease<Buffer> lease = pool.borrow()) {
                assertThat(lease.get()).isSameAs(first);
            }
        });
    }

    @Test
    void twoLeasesAtOnceAreOfTwoValues() {
        try (LeasePool.Lease<Buffer> one = pool.borrow(); LeasePool.Lease<Buffer> other = pool.borrow()) {
            assertThat(one.get()).isNotSameAs(other.get());
        }
        assertThat(pool.idle()).isEqualTo(2);
    }

    /** The point of a lease: a thread that parks inside a section comes back, but others run there meanwhile. */
    @Test
    void aThreadThatParksInsideASectionKeepsItsValueToItself() throws InterruptedException {
        AtomicReference<Buffer> others = new AtomicReference<>();
        CountDownLatch borrowed = new CountDownLatch(1);
        try (CarrierScheduler scheduler = scheduler(1); Gate otherIsDone = new Gate()) {
            Thread holder = scheduler.start(() -> ScopedQsbr.run(() -> {
                try (LeasePool.Lease<Buffer> lease = pool.borrow()) {
                    borrowed.countDown();
                    otherIsDone.await();
                    assertThat(lease.get()).isNotSameAs(others.get());
                }
            }));
            borrowed.await();
            scheduler.start(() -> {
                try (LeasePool.Lease<Buffer> lease = pool.borrow()) {
                    others.set(lease.get());
                }
            }).join();
            otherIsDone.open();
            holder.join();
        }
        assertThat(made.get()).isEqualTo(2);
        assertThat(pool.idle()).isEqualTo(2);
    }

    @Test
    void manyThreadsShareFewValues() throws InterruptedException {
        // On a busy machine spares would stand in for carriers that wait for a processor, and each spare keeps values
        // as well.
        SchedulerConfig twoCarriers = SchedulerConfig.defaults().withCarriers(2).withCompensation(Compensation.none());
        try (CarrierScheduler scheduler = CarrierScheduler.create(twoCarriers)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                threads.add(scheduler.start(() -> pool.borrow().close()));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(made.get()).isLessThanOrEqualTo(2 * 2);
    }

    @Test
    void nobodyEverSharesAValueWhereverThreadsParkAndMigrate() throws InterruptedException {
        AtomicInteger shared = new AtomicInteger();
        AtomicInteger leases = new AtomicInteger();
        List<Background> threads = new ArrayList<>();
        for (ThreadKind kind : ThreadKind.values()) {
            for (int i = 0; i < 20; i++) {
                threads.add(kind.start(() -> {
                    for (int n = 0; n < 100; n++) {
                        try (LeasePool.Lease<Buffer> lease = pool.borrow()) {
                            if (!lease.get().inUse.compareAndSet(false, true)) {
                                shared.incrementAndGet();
                            }
                            if (n % 4 == 0) {
                                Unmount.any().now();
                            }
                            lease.get().inUse.set(false);
                            leases.incrementAndGet();
                        }
                    }
                }));
            }
        }
        for (Background thread : threads) {
            thread.join();
        }
        assertThat(shared.get()).isZero();
        assertThat(leases.get()).isEqualTo(8_000);
        assertThat(pool.idle()).isEqualTo(made.get() - discarded.get());
    }

    @Test
    void aStripeKeepsNoMoreThanItsCapacityAndTheRestIsDiscarded() {
        List<LeasePool.Lease<Buffer>> leases = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            leases.add(pool.borrow());
        }
        leases.forEach(LeasePool.Lease::close);
        assertThat(pool.idle()).isEqualTo(2);
        assertThat(discarded.get()).isEqualTo(3);
    }

    @Test
    void aLeaseEndsOnce() {
        LeasePool.Lease<Buffer> lease = pool.borrow();
        lease.close();
        lease.close();
        lease.discard();
        assertThat(pool.idle()).isEqualTo(1);
        assertThat(discarded.get()).isZero();
        assertThatThrownBy(lease::get).isInstanceOf(IllegalStateException.class).hasMessageContaining("given back");
    }

    @Test
    void aDamagedValueIsNotGivenBack() {
        LeasePool.Lease<Buffer> lease = pool.borrow();
        lease.discard();
        lease.close();
        assertThat(discarded.get()).isEqualTo(1);
        assertThat(pool.idle()).isZero();
    }

    @Test
    void closeDiscardsWhatIsIdleNowAndWhatIsOnLoanLater() {
        LeasePool.Lease<Buffer> onLoan = pool.borrow();
        pool.borrow().close();
        pool.close();
        pool.close();
        assertThat(discarded.get()).isEqualTo(1);
        onLoan.close();
        assertThat(discarded.get()).isEqualTo(2);
        assertThat(pool.idle()).isZero();
        assertThatThrownBy(pool::borrow).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void closingWhileThreadsBorrowLosesNoValue() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            AtomicInteger living = new AtomicInteger();
            LeasePool<Object> raced = LeasePool.of(() -> {
                living.incrementAndGet();
                return new Object();
            }, _ -> living.decrementAndGet(), 2);
            List<Background> threads = new ArrayList<>();
            for (ThreadKind kind : ThreadKind.values()) {
                threads.add(kind.start(() -> {
                    try {
                        while (true) {
                            raced.borrow().close();
                        }
                    } catch (IllegalStateException closed) {
                        assertThat(closed).hasMessageContaining("closed");
                    }
                }));
            }
            Await.until("somebody borrowed", () -> living.get() != 0);
            raced.close();
            for (Background thread : threads) {
                thread.join();
            }
            assertThat(living.get()).isZero();
        }
    }

    @Test
    void theStripeOfACarrierThatIsGoneIsEmptied() throws InterruptedException {
        borrowOnce();
        Await.until("the value of the old carrier is discarded", () -> {
            System.gc();
            borrowOnce();
            return discarded.get() > 0;
        });
    }

    /** Whoever meets what a carrier has left has nothing to do with it. */
    @Test
    void whatACarrierHasLeftCannotDisturbTheNextBorrower() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger discards = new AtomicInteger();
        LeasePool<Object> failing = LeasePool.of(Object::new, _ -> {
            discards.incrementAndGet();
            throw new IllegalStateException("cannot be discarded");
        }, 1);
        try (LoggedMessages logged = LoggedMessages.of("dev.stillpoint.reclaim.adapt")) {
            Await.until("the value of an old carrier is discarded", () -> {
                System.gc();
                try (CarrierScheduler scheduler = scheduler(1)) {
                    scheduler.start(() -> {
                        try {
                            failing.borrow().close();
                        } catch (IllegalStateException e) {
                            failures.incrementAndGet();
                        }
                    });
                }
                return discards.get() != 0;
            });
            logged.await("Discarding a value that a carrier has left failed");
        }
        assertThat(failures.get()).isZero();
    }

    private void borrowOnce() {
        try (CarrierScheduler scheduler = scheduler(1)) {
            scheduler.start(() -> pool.borrow().close());
        }
    }

    @Test
    void aFailingOrNullValueIsNotBorrowed() {
        LeasePool<Object> failing = LeasePool.of(() -> {
            throw new IllegalArgumentException("meant to fail");
        });
        assertThatThrownBy(failing::borrow).hasMessage("meant to fail");
        LeasePool<Object> none = LeasePool.of(() -> null);
        assertThatThrownBy(none::borrow).isInstanceOf(NullPointerException.class).hasMessage("a new value");
        assertThat(failing.idle() + none.idle()).isZero();
    }

    @Test
    void nullAndCapacitiesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> LeasePool.of(null)).hasMessage("make");
        assertThatThrownBy(() -> LeasePool.of(Object::new, null, 1)).hasMessage("discard");
        for (int capacity : new int[] {0, -1, 1025}) {
            assertThatThrownBy(() -> LeasePool.of(Object::new, _ -> {
            }, capacity)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("" + capacity);
        }
    }

    @Test
    void closingDiscardsTheOthersThoughOneCannotBe() {
        AtomicInteger made = new AtomicInteger();
        List<Integer> discarded = new ArrayList<>();
        LeasePool<Integer> pool = LeasePool.of(made::getAndIncrement, value -> {
            if (value != 1) {
                throw new IllegalStateException("cannot discard " + value);
            }
            discarded.add(value);
        }, 4);
        List<LeasePool.Lease<Integer>> leases = List.of(pool.borrow(), pool.borrow(), pool.borrow());
        leases.forEach(LeasePool.Lease::close);
        assertThatThrownBy(pool::close).hasMessage("cannot discard 0").satisfies(
                thrown -> assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage)
                        .containsExactly("cannot discard 2"));
        assertThat(discarded).containsExactly(1);
        assertThat(pool.idle()).isZero();
    }
}
