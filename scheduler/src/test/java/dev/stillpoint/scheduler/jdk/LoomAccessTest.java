// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.pool.CarrierPool;
import dev.stillpoint.scheduler.pool.SpareLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Our pool on the interface for schedulers of the Loom branch. That its adapter is one class is shown by the class;
 * that it is enough, by threads that run on the pool through it.
 */
class LoomAccessTest {

    private static final SpareLimits NO_SPARES = new SpareLimits(0, 1, 1, 1);
    private static final int PARKS = 1000;

    /** What the JDK was told of, and by whom. */
    private static final class Heard extends LoomAccess {

        private final Map<Thread, VirtualThreadTask> started = new ConcurrentHashMap<>();
        private final Set<String> wakers = ConcurrentHashMap.newKeySet();

        Heard() {
            super(LoomJdk.BUILT_IN);
        }

        @Override
        public void onStart(VirtualThreadTask task) {
            started.put(task.thread(), task);
            super.onStart(task);
        }

        @Override
        public void onContinue(VirtualThreadTask task) {
            wakers.add(Thread.currentThread().getName());
            super.onContinue(task);
        }
    }

    private final Heard access = new Heard();
    private final LoomJdk jdk = new LoomJdk(access);
    private final CarrierPool pool = new CarrierPool("loom", "ours", access, 3, 4, NO_SPARES);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger strayed = new AtomicInteger();
    private final AtomicInteger migrated = new AtomicInteger();

    @BeforeEach
    void start() {
        pool.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        pool.lifecycle().shutdown();
        if (!pool.isStopped()) {
            Eventually.holds("all threads end", () -> pool.lifecycle().isTerminated(), threads);
            pool.stop();
        }
        jdk.close();
        assertThat(access.threadsOn(_ -> true)).as("threads that are still known").isEmpty();
    }

    private Thread start(Runnable body) {
        Thread thread = pool.newThread(null, () -> {
            body.run();
            done.getAndIncrement();
        });
        threads.add(thread);
        thread.start();
        return thread;
    }

    private boolean isOnOurs() {
        return pool.isHere();
    }

    // -- threads of ours

    @Test
    void threadsStartParkYieldAndEndOnOurCarriers() {
        AtomicBoolean elsewhere = new AtomicBoolean();
        Object monitor = new Object();
        for (int i = 0; i < 50; i++) {
            start(() -> {
                for (Runnable unmount : List.<Runnable>of(Thread::yield, LockSupport::park, () -> {
                    synchronized (monitor) {
                        Thread.yield();
                    }
                })) {
                    unmount.run();
                    if (!isOnOurs()) {
                        elsewhere.set(true);
                    }
                }
            });
        }
        unparkUntilAllHaveEnded();
        assertThat(done).hasValue(50);
        assertThat(elsewhere).isFalse();
        assertThat(threads).allMatch(thread -> thread.getName().equals("ours"));
    }

    @Test
    void aReaderThatParksInsideASectionComesHome() {
        for (int i = 0; i < 4; i++) {
            start(() -> strayed.addAndGet(moves(true)));
            start(() -> migrated.addAndGet(moves(false)));
        }
        unparkUntilAllHaveEnded();
        assertThat(migrated).hasPositiveValue();
        assertThat(strayed).hasValue(0);
    }

    /** Parks again and again. @return how often the thread found itself on another carrier afterwards */
    private static int moves(boolean reading) {
        Carrier last = CurrentCarrier.get();
        if (reading) {
            last.registers().begin();
            last.registers().stamp(Thread.currentThread().threadId());
        }
        int moves = 0;
        for (int i = 0; i < PARKS; i++) {
            LockSupport.park();
            Carrier now = CurrentCarrier.get();
            moves += now.equals(last) ? 0 : 1;
            last = now;
        }
        if (reading) {
            last.registers().release();
        }
        return moves;
    }

    private void unparkUntilAllHaveEnded() {
        Eventually.holds("all threads end", () -> {
            threads.forEach(LockSupport::unpark);
            return threads.stream().noneMatch(Thread::isAlive);
        }, threads);
    }

    @Test
    void timedWaitsAreServedByOurTimers() {
        start(() -> {
            try {
                Thread.sleep(1);
                Object nobody = new Object();
                long begin = System.nanoTime();
                synchronized (nobody) {
                    while (System.nanoTime() - begin < 1_000_000) {
                        nobody.wait(1);
                    }
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Eventually.ended(threads);
        assertThat(access.wakers).contains("stillpoint-timers").doesNotContain("VirtualThread-unparker");
    }

    @Test
    void whatIsHandedOverForNothingDoesNoHarm() {
        Thread parked = start(LockSupport::park);
        Eventually.waits(parked);
        VirtualThreadTask task = access.started.get(parked);
        for (int i = 0; i < 10; i++) {
            access.onContinue(task);
            // The carriers come to it, before or after the other one.
            Eventually.ended(start(Thread::yield));
        }
        Runnable continuation = (Runnable) task.attachment();
        assertThatThrownBy(task::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("not runnable");
        continuation.run();
        assertThat(parked.isAlive()).isTrue();
        LockSupport.unpark(parked);
        Eventually.ended(parked);
        access.onContinue(task);
        continuation.run();
        assertThat(done).hasValue(11);
    }

    @Test
    void allThreadsAreInterruptedWhenThePoolIsHalted() {
        AtomicInteger interrupted = new AtomicInteger();
        Runnable waitsForAnInterrupt = () -> {
            while (!Thread.interrupted()) {
                LockSupport.park();
            }
            interrupted.getAndIncrement();
        };
        for (int i = 0; i < 5; i++) {
            start(() -> {
                Thread child = Thread.startVirtualThread(waitsForAnInterrupt);
                waitsForAnInterrupt.run();
                Eventually.ended(child);
            });
        }
        threads.forEach(Eventually::waits);
        assertThat(pool.threads()).hasSize(10);
        pool.shutdownNow();
        Eventually.ended(threads);
        assertThat(interrupted).hasValue(10);
    }

    @Test
    void aThreadThatMayNotStartIsForgotten() {
        pool.lifecycle().shutdown();
        assertThatThrownBy(() -> start(done::getAndIncrement)).isInstanceOf(RejectedExecutionException.class);
        assertThat(done).hasValue(0);
        threads.clear();
    }

    // -- threads that others make

    @Test
    void whateverIsStartedInsideOursIsOurs() {
        Set<Boolean> ours = ConcurrentHashMap.newKeySet();
        Set<String> names = ConcurrentHashMap.newKeySet();
        Runnable look = () -> {
            Thread.yield();
            ours.add(isOnOurs());
            names.add(Thread.currentThread().getName());
            done.getAndIncrement();
        };
        start(() -> {
            Thread child = Thread.startVirtualThread(() -> Eventually.ended(Thread.startVirtualThread(look)));
            Eventually.ended(child, Thread.ofVirtual().name("own").start(look));
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                executor.execute(look);
            }
        });
        Eventually.ended(threads);
        assertThat(done).hasValue(4);
        assertThat(ours).containsExactly(true);
        assertThat(names).containsExactlyInAnyOrder("ours", "own");
    }

    @Test
    void aReaderWhoWasStartedInsideOursComesHome() {
        List<Thread> children = new ArrayList<>();
        Thread parent = start(() -> {
            for (int i = 0; i < 4; i++) {
                children.add(Thread.startVirtualThread(() -> strayed.addAndGet(moves(true))));
                children.add(Thread.startVirtualThread(() -> migrated.addAndGet(moves(false))));
            }
        });
        Eventually.ended(parent);
        threads.addAll(children);
        unparkUntilAllHaveEnded();
        assertThat(migrated).hasPositiveValue();
        assertThat(strayed).hasValue(0);
    }

    @Test
    void threadsOfOthersGoToTheBuiltInScheduler() {
        AtomicReference<Carrier> carrier = new AtomicReference<>();
        Thread thread = jdk.startVirtualThread(() -> {
            LockSupport.park();
            carrier.set(CurrentCarrier.get());
            done.getAndIncrement();
        });
        Eventually.waits(thread);
        assertThat(pool.lifecycle().live()).isZero();
        LockSupport.unpark(thread);
        Eventually.ended(thread);
        assertThat(done).hasValue(1);
        assertThat(carrier).hasValue(null);
    }

    /** So are the pollers that the JDK makes for a carrier, which never end. */
    @Test
    void whoPrefersACarrierIsTheJdks() {
        AtomicBoolean ours = new AtomicBoolean(true);
        start(() -> {
            Thread poller = access.newThread(Thread.ofVirtual(), Thread.currentThread(), () -> {
                Thread.yield();
                ours.set(isOnOurs());
            }).thread();
            poller.start();
            Eventually.ended(poller);
        });
        Eventually.ended(threads);
        assertThat(done).hasValue(1);
        assertThat(ours).isFalse();
    }

    // -- the end

    @Test
    void whoOutlivesThePoolEndsOnTheBuiltInScheduler() throws InterruptedException {
        AtomicReference<Carrier> carrier = new AtomicReference<>();
        for (int i = 0; i < 10; i++) {
            start(() -> {
                LockSupport.park();
                Thread.yield();
                LockSupport.parkNanos(1000);
                carrier.compareAndSet(null, CurrentCarrier.get());
                Eventually.ended(Thread.startVirtualThread(done::getAndIncrement));
            });
        }
        threads.forEach(Eventually::waits);
        pool.stop();
        threads.forEach(LockSupport::unpark);
        Eventually.ended(threads);
        assertThat(done).hasValue(20);
        assertThat(carrier).hasValue(null);
        assertThat(access.started.values()).allMatch(task -> task.attachment() == null);
    }
}
