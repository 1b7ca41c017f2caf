// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code LockSupport} and what {@code java.util.concurrent} builds on it. */
class LocksTest {
    private final TwoCarriers carriers = new TwoCarriers();

    @AfterEach
    void close() {
        carriers.close();
    }

    @Test
    void permitIsKeptUntilItIsUsedAndThereIsOnlyOne() throws Exception {
        long waited = carriers.call(() -> {
            LockSupport.unpark(Thread.currentThread());
            LockSupport.unpark(Thread.currentThread());
            LockSupport.park();
            long start = System.nanoTime();
            while (System.nanoTime() - start < 5_000_000) {
                LockSupport.parkNanos(5_000_000);
            }
            return System.nanoTime() - start;
        });

        assertThat(waited).isGreaterThanOrEqualTo(5_000_000);
    }

    @Test
    void blockerIsSeenWhileTheThreadIsParked() {
        Object blocker = new Object();
        AtomicInteger go = new AtomicInteger();
        Thread parked = carriers.start(() -> {
            while (go.get() == 0) {
                LockSupport.park(blocker);
            }
        });
        Eventually.waits(parked);

        assertThat(LockSupport.getBlocker(parked)).isSameAs(blocker);
        go.set(1);
        LockSupport.unpark(parked);
        Eventually.ended(parked);
        assertThat(LockSupport.getBlocker(parked)).isNull();
    }

    @Test
    void absoluteDeadlineEndsAPark() throws Exception {
        long deadline = System.currentTimeMillis() + 5;
        carriers.runMany(10, () -> {
            while (System.currentTimeMillis() < deadline) {
                LockSupport.parkUntil(deadline);
            }
        });

        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(deadline);
    }

    @Test
    void boundedBufferLosesNothing() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition changed = lock.newCondition();
        Queue<Integer> buffer = new ArrayDeque<>();
        AtomicLong sum = new AtomicLong();
        AtomicInteger next = new AtomicInteger();
        carriers.runMany(40, () -> {
            int role = next.getAndIncrement();
            for (int i = 0; i < 200; i++) {
                lock.lock();
                try {
                    if (role % 2 == 0) {
                        while (buffer.size() == 2) {
                            changed.await();
                        }
                        buffer.add(i);
                    } else {
                        while (buffer.isEmpty()) {
                            changed.await();
                        }
                        sum.addAndGet(buffer.remove());
                    }
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        });

        assertThat(sum).hasValue(20 * 199 * 200 / 2);
    }

    @Test
    void semaphoreAdmitsNoMoreThanItsPermits() throws Exception {
        Semaphore semaphore = new Semaphore(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        carriers.runMany(100, () -> {
            assertThat(semaphore.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.yield();
            inside.decrementAndGet();
            semaphore.release();
        });

        assertThat(most.get()).isBetween(1, 3);
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    void allThreadsMeetInEveryRound() throws Exception {
        int threads = 50;
        Phaser phaser = new Phaser(threads);
        CyclicBarrier barrier = new CyclicBarrier(threads);
        AtomicInteger arrived = new AtomicInteger();
        carriers.runMany(threads, () -> {
            for (int round = 1; round <= 20; round++) {
                arrived.incrementAndGet();
                barrier.await(30, TimeUnit.SECONDS);
                assertThat(arrived.get()).isEqualTo(round * threads);
                phaser.arriveAndAwaitAdvance();
            }
        });
    }
}
