// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.task.Task;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** There is no memory just when a thread is to be queued. It either does not start, or is queued in the end. */
class MemoryShortageTest {
    private static final SpareLimits LIMITS = new SpareLimits(16, 1_000_000_000, 1_000_000, 10_000_000);

    private final CarrierPool pool = new CarrierPool("starving", "", JdkAccess.get(), 1, 4,
            LIMITS);
    /** How many of the next attempts to queue a thread fail. */
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicReference<Carrier> parkedOn = new AtomicReference<>();

    @BeforeEach
    void start() {
        pool.start();
    }

    @AfterEach
    void stop() throws Exception {
        pool.lifecycle().shutdown();
        Eventually.holds("all threads have ended", pool.lifecycle()::isTerminated);
        pool.stop();
    }

    @Test
    void threadThatCannotBeQueuedDoesNotStart() {
        Thread thread = thread(ended::getAndIncrement);
        failures.set(1);

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(thread::start).withMessage("on purpose");
        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
        assertThat(pool.lifecycle().live()).isZero();
    }

    @Test
    void carriersGoOnAfterAStartThatFailed() {
        Thread thread = thread(ended::getAndIncrement);
        failures.set(1);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(thread::start);
        Thread next = thread(ended::getAndIncrement);
        next.start();

        Eventually.ended(next);
        assertThat(ended).hasValue(1);
    }

    @Test
    void unparkIsRepeatedUntilItSucceeds() {
        Thread thread = thread(() -> {
            parkedOn.set(CurrentCarrier.get());
            LockSupport.park();
            ended.getAndIncrement();
        });
        thread.start();
        awaitParked(thread);
        failures.set(2);
        LockSupport.unpark(thread);

        Eventually.ended(thread);
        assertThat(ended).hasValue(1);
        assertThat(failures).hasValue(0);
    }

    @Test
    void readerIsUnparkedAtHomeAllTheSame() {
        AtomicInteger strayed = new AtomicInteger();
        Thread thread = thread(() -> {
            Carrier home = CurrentCarrier.get();
            parkedOn.set(home);
            home.registers().begin();
            LockSupport.park();
            strayed.set(CurrentCarrier.get() == home ? 0 : 1);
            home.registers().release();
            ended.getAndIncrement();
        });
        thread.start();
        awaitParked(thread);
        failures.set(1);
        LockSupport.unpark(thread);

        Eventually.ended(thread);
        assertThat(ended).hasValue(1);
        assertThat(strayed).hasValue(0);
    }

    /** It waits, and its carrier has gone on: one that has not would queue the thread itself. */
    private void awaitParked(Thread parked) {
        Eventually.waits(parked);
        AtomicReference<Carrier> next = new AtomicReference<>();
        Eventually.holds("its carrier has gone on", () -> {
            Thread other = thread(() -> next.set(CurrentCarrier.get()));
            other.start();
            Eventually.ended(other);
            return next.get() == parkedOn.get();
        });
    }

    /** The carrier is the only one, and stays so. */
    @Test
    void threadWhoseTimedWaitLacksMemoryLeavesItsCarrierToOthers() throws Exception {
        CarrierPool lone = startedWithoutSpares("lone");
        try (TimersWithoutMemory timers = new TimersWithoutMemory()) {
            AtomicReference<Carrier> home = new AtomicReference<>();
            Thread reader = lone.newThread(null, () -> {
                Carrier here = CurrentCarrier.get();
                here.registers().begin();
                LockSupport.parkNanos(1_000_000);
                home.set(CurrentCarrier.get());
                here.registers().release();
            });
            Thread helper = lone.newThread(null, timers::haveMemory);
            timers.lackMemory();
            reader.start();
            Eventually.holds("it has no timer", () -> timers.failures() > 1, reader);
            helper.start();

            Eventually.ended(helper);
            Eventually.ended(reader);
            assertThat(home.get()).isSameAs(lone.workers()[0].carrier());
        }
        lone.lifecycle().shutdown();
        Eventually.holds("all threads have ended", lone.lifecycle()::isTerminated);
        lone.stop();
    }

    @Test
    void poolThatIsStoppedMeanwhileGivesTheThreadToTheJdk() throws Exception {
        CarrierPool stopped = startedWithoutSpares("stopped");
        Thread waiting = stopped.newThread(null, () -> LockSupport.parkNanos(1_000_000));
        Thread stopper = Thread.ofPlatform().daemon().unstarted(stopped::stopUninterruptibly);
        try (TimersWithoutMemory timers = new TimersWithoutMemory()) {
            timers.lackMemory();
            waiting.start();
            Eventually.holds("it has no timer", () -> timers.failures() > 1, waiting);
            stopper.start();
            Eventually.holds("it is stopped", stopped::isStopped, stopper);
            timers.haveMemory();

            Eventually.ended(stopper);
        }
        Eventually.ended(waiting);
    }

    private static CarrierPool startedWithoutSpares(String name) {
        CarrierPool pool = new CarrierPool(name, "", JdkAccess.get(), 1, 4,
                new SpareLimits(0, 1_000_000_000, 1_000_000, 10_000_000));
        pool.start();
        return pool;
    }

    private Thread thread(Runnable body) {
        return Task.newThread(new Starving(), null, body);
    }

    /** The pool, but for the failures. */
    private final class Starving implements Task.Dispatcher {
        @Override
        public void enqueue(Task task) {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutOfMemoryError("on purpose");
            }
            pool.enqueue(task);
        }

        @Override
        public void starting(Task task) {
            pool.starting(task);
        }

        @Override
        public void requeue(Task task, Task.Host carrier) {
            pool.requeue(task, carrier);
        }

        @Override
        public VirtualThreadAccess access() {
            return pool.access();
        }

        @Override
        public void ended(Task task) {
            pool.ended(task);
        }

        @Override
        public void leaked(Task task, int holds) {
            pool.leaked(task, holds);
        }

        @Override
        public void failed(Task task, Throwable cause) {
            pool.failed(task, cause);
        }
    }
}
