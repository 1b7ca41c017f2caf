// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CarrierSubscriber;
import dev.stillpoint.scheduler.fixture.Faults;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.worker.Pool;
import dev.stillpoint.scheduler.worker.Worker;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pool that fails at one point after the other, for {@link PoolErrorsTest}. */
abstract class FailingPool implements Callable<List<String>> {

    private static final SpareLimits LIMITS = new SpareLimits(4, 1_000_000_000, 1_000_000, 10_000_000);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    final List<Thread> started = Collections.synchronizedList(new ArrayList<>());

    /** A platform thread starts a thread while all carriers doze. */
    static final class StartedOutside extends FailingPool {

        private final CarrierPool pool = started(2);

        @Override
        boolean failsAt(int point) throws Exception {
            awaitDozing(pool);
            Thread thread = pool.newThread(null, () -> {
            });
            Faults.arm(point, StackOverflowError::new);
            start(thread);
            boolean struck = Faults.disarm();
            checkEnded(pool, point);
            if (!struck) {
                close(pool);
            }
            return struck;
        }
    }

    /** A platform thread starts a thread where its stack ends: once a call has failed, nothing succeeds any more. */
    static final class StartedAtTheStackEnd extends FailingPool {

        private final CarrierPool pool = started(2);

        @Override
        boolean failsAt(int point) throws Exception {
            awaitDozing(pool);
            Thread thread = pool.newThread(null, () -> {
            });
            AtomicInteger pointsLeft = new AtomicInteger(point);
            Thread here = Thread.currentThread();
            Faults.arm(_ -> Thread.currentThread() == here && pointsLeft.decrementAndGet() <= 0
                    ? new StackOverflowError()
                    : null);
            start(thread);
            Faults.disarm();
            checkEnded(pool, point);
            boolean struck = pointsLeft.get() <= 0;
            if (!struck) {
                close(pool);
            }
            return struck;
        }
    }

    /** A thread of the pool starts others, more than its carrier's queue holds. */
    static final class StartedInside extends FailingPool {

        private final CarrierPool pool = started(2);

        @Override
        boolean failsAt(int point) throws Exception {
            awaitDozing(pool);
            AtomicBoolean struck = new AtomicBoolean();
            Thread parent = pool.newThread(null, () -> {
                Thread[] children = new Thread[7];
                Arrays.setAll(children, _ -> pool.newThread(null, () -> {
                }));
                Faults.arm(point, StackOverflowError::new);
                for (Thread child : children) {
                    start(child);
                }
                struck.set(Faults.disarm());
            });
            start(parent);
            require(parent.join(Duration.ofNanos(PATIENCE_NANOS)), "the parent hangs", point);
            checkEnded(pool, point);
            if (!struck.get()) {
                close(pool);
            }
            return struck.get();
        }
    }

    /** What the watchdog calls is counted, and may fail. Played once. */
    abstract static class WatchedWatchdog extends FailingPool {

        @Override
        public final List<String> call() throws Exception {
            failsAt(0);
            return wrong();
        }

        /** Counts from now on the calls of this thread, each of which ends in this error unless that is null. */
        static AtomicInteger callsOf(Thread watchdog, Supplier<@Nullable Error> error) {
            AtomicInteger calls = new AtomicInteger();
            Faults.arm(_ -> {
                if (Thread.currentThread() != watchdog) {
                    return null;
                }
                calls.incrementAndGet();
                return error.get();
            });
            return calls;
        }
    }

    /** Nothing that the watchdog calls succeeds for a while, nor does it succeed to say so. */
    static final class WatchdogWithoutAnything extends WatchedWatchdog {

        private static final int FAILURES = 100;

        @Override
        boolean failsAt(int point) throws Exception {
            CarrierPool pool = started(1);
            Thread watchdog = pool.watchdog().thread();
            AtomicInteger failures = callsOf(watchdog, () -> new OutOfMemoryError("on purpose"));
            pool.setCarriers(2);
            await("calls fail", point, () -> failures.get() >= FAILURES || !watchdog.isAlive());
            Faults.disarm();
            require(watchdog.isAlive(), "the watchdog has ended", point);
            await("two carriers", point, () -> pool.workers().length == 2);
            close(pool);
            return true;
        }
    }

    /**
     * The next calls that a carrier makes between two threads fail, and so do those by which it reports that. Grace
     * periods must not lose it, nor hear of it twice.
     */
    static final class CarrierThatCannotReport extends FailingPool {

        private static final int MOST_FAILURES = 20;

        @Override
        public List<String> call() throws Exception {
            for (int failures = 1; failures <= MOST_FAILURES && wrong().isEmpty(); failures++) {
                failsAt(failures);
            }
            return wrong();
        }

        @Override
        boolean failsAt(int failures) throws Exception {
            Registered registered = new Registered();
            CarrierRegistry.subscribe(registered);
            CarrierPool pool = started(1);
            awaitDozing(pool);
            Worker worker = pool.workers()[0];
            AtomicInteger left = new AtomicInteger(failures);
            Faults.arm(
                    _ -> Thread.currentThread().getName().startsWith("failing-carrier") && left.decrementAndGet() >= 0
                            ? new OutOfMemoryError("on purpose")
                            : null);
            start(pool.newThread(null, () -> {
            }));
            checkEnded(pool, failures);
            Faults.disarm();
            require(left.get() < 0, "fewer calls than failures", failures);
            require(!worker.hasEnded(), "the carrier has ended", failures);
            require(registered.carriers.equals(Set.of(worker.carrier())),
                    "grace periods know " + registered.carriers, failures);
            require(registered.added.get() == 1, "they heard of it %s times".formatted(registered.added), failures);
            close(pool);
            CarrierRegistry.unsubscribe(registered);
            return true;
        }
    }

    /** Nothing is to be done, and nothing fails: the watchdog looks once in a second. */
    static final class Idle extends WatchedWatchdog {

        private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);
        /** More than the calls of a few rounds, and far fewer than those of the 200 of one that never rests. */
        private static final int MOST_CALLS = 1_000;

        @Override
        boolean failsAt(int point) throws Exception {
            CarrierPool pool = started(1);
            AtomicInteger calls = callsOf(pool.watchdog().thread(), () -> null);
            await("a second in which the watchdog rests", point, () -> {
                calls.set(0);
                LockSupport.parkNanos(WINDOW_NANOS);
                return calls.get() > 0 && calls.get() < MOST_CALLS;
            });
            Faults.disarm();
            close(pool);
            return true;
        }
    }

    /** The watchdog cannot ask for processor times, while a thread keeps the only carrier from one that waits. */
    static final class WithoutProcessorTimes extends WatchedWatchdog {

        @Override
        boolean failsAt(int point) throws Exception {
            CarrierPool pool = started(1);
            AtomicInteger failures =
                    callsOf(pool.watchdog().thread(), () -> new StackOverflowError("on purpose"));
            AtomicBoolean ran = new AtomicBoolean();
            start(pool.newThread(null, () -> {
                while (!ran.get()) {
                    Thread.onSpinWait();
                }
            }));
            start(pool.newThread(null, () -> ran.set(true)));
            checkEnded(pool, point);
            ran.set(true);
            Faults.disarm();
            require(failures.get() > 0, "nothing has failed", point);
            close(pool);
            return true;
        }
    }

    /** A worker is made while memory is short: then it is a member, whose counter is given back when it has gone. */
    static final class Grown extends FailingPool {

        private final CarrierPool pool = started(1);

        @Override
        public List<String> call() throws Exception {
            require(Faults.atEachPoint(this::failsAt) > 0, "no points", 0);
            close(pool);
            return wrong();
        }

        @Override
        boolean failsAt(int point) {
            AtomicInteger counters = new AtomicInteger();
            Workers workers = new Workers(counting(counters), "never-started", 2, _ -> {
            });
            Faults.arm(point, OutOfMemoryError::new);
            try {
                workers.adjustTo(1);
            } catch (OutOfMemoryError e) {
                // Then none is made.
            }
            boolean struck = Faults.disarm();
            require(workers.members().length == counters.get(), "a counter is nobody's", point);
            return struck;
        }

        /** A pool that counts how often it is asked for its life cycle: each worker asks for its counter. */
        private Pool counting(AtomicInteger asked) {
            return (Pool) Proxy.newProxyInstance(Pool.class.getClassLoader(), new Class<?>[] {Pool.class},
                    (_, method, arguments) -> {
                        if (method.getName().equals("lifecycle")) {
                            asked.incrementAndGet();
                        }
                        return method.invoke(pool, arguments);
                    });
        }
    }

    /** A carrier fails on its way in. */
    static final class Coming extends ComingOrLeaving {

        @Override
        CarrierPool pool(int point) {
            arm(point);
            return started(2);
        }
    }

    /** A carrier of a pool that is stopped fails on its way out. */
    static final class Leaving extends ComingOrLeaving {

        @Override
        CarrierPool pool(int point) {
            CarrierPool pool = started(2);
            awaitDozing(pool);
            arm(point);
            return pool;
        }
    }

    /** A pool that is closed while a carrier fails. */
    abstract static class ComingOrLeaving extends FailingPool {

        /** A pool with a carrier that fails, or will fail. */
        abstract CarrierPool pool(int point);

        static void arm(int point) {
            Faults.arm(point, thread -> thread.getName().startsWith("failing-carrier"), StackOverflowError::new);
        }

        @Override
        boolean failsAt(int point) throws Exception {
            Registered registered = new Registered();
            CarrierRegistry.subscribe(registered);
            CarrierPool pool = pool(point);
            Worker[] workers = pool.workers();
            close(pool);
            boolean struck = Faults.disarm();
            require(registered.carriers.isEmpty(), registered.carriers + " are still registered", point);
            for (Worker worker : workers) {
                require(!worker.carrier().isOnline(), worker + " has ended online", point);
            }
            CarrierRegistry.unsubscribe(registered);
            return struck;
        }
    }

    /** The carriers that grace periods would wait for. */
    private static final class Registered implements CarrierSubscriber {

        private final Set<Carrier> carriers = ConcurrentHashMap.newKeySet();
        private final AtomicInteger added = new AtomicInteger();

        @Override
        public CarrierListener added(Carrier carrier) {
            added.getAndIncrement();
            carriers.add(carrier);
            return () -> {
            };
        }

        @Override
        public void removed(Carrier carrier) {
            carriers.remove(carrier);
        }
    }

    /** Every thread of a pool may run out of memory, in a short life with everything in it. */
    static final class WithoutMemory extends FailingPool {

        @Override
        boolean failsAt(int point) throws Exception {
            // The first scheduler of a process starts the timers.
            JdkAccess.get();
            CarrierPool pool = new CarrierPool("failing", "", JdkAccess.get(), 2, 2, LIMITS);
            Faults.arm(point, _ -> true, OutOfMemoryError::new);
            try {
                pool.start();
            } catch (OutOfMemoryError e) {
                // It could not be made, and nothing of it is left.
                return Faults.disarm();
            }
            for (int i = 0; i < 4; i++) {
                int number = i;
                start(() -> pool.newThread(null, () -> live(pool, number)));
            }
            pool.setCarriers(3);
            await("three carriers", point, () -> pool.workers().length == 3);
            pool.setCarriers(1);
            checkEnded(pool, point);
            boolean struck = Faults.disarm();
            // Whatever failed, the pool works.
            start(pool.newThread(null, () -> LockSupport.parkNanos(1_000_000)));
            checkEnded(pool, point);
            close(pool);
            return struck;
        }

        private void live(CarrierPool pool, int number) {
            LockSupport.parkNanos(1_000_000L * number);
            for (int i = 0; i < 5; i++) {
                start(() -> pool.newThread(null, () -> LockSupport.parkNanos(1_000_000)));
                Thread.yield();
            }
            LockSupport.parkNanos(2_000_000);
        }

        private void start(Callable<Thread> thread) {
            try {
                start(thread.call());
            } catch (OutOfMemoryError e) {
                // It was not even made.
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Returns whether something failed at this point. */
    abstract boolean failsAt(int point) throws Exception;

    @Override
    public List<String> call() throws Exception {
        int points = Faults.atEachPoint(point -> failsAt(point) && wrong.isEmpty());
        if (points < 10) {
            wrong.add(points + " points");
        }
        return wrong;
    }

    final List<String> wrong() {
        return wrong;
    }

    static CarrierPool started(int carriers) {
        CarrierPool pool = new CarrierPool("failing", "", JdkAccess.get(), carriers, 2, LIMITS);
        pool.start();
        return pool;
    }

    /** Starts a thread. If that fails, it must not have started. */
    final void start(Thread thread) {
        try {
            thread.start();
            started.add(thread);
        } catch (StackOverflowError | OutOfMemoryError e) {
            if (thread.getState() != Thread.State.TERMINATED) {
                wrong.add("%s after its start has failed: %s".formatted(thread.getState(), Arrays.toString(
                        e.getStackTrace())));
            }
        }
    }

    final void awaitDozing(CarrierPool pool) {
        await("all carriers doze", 0,
                () -> Arrays.stream(pool.workers()).allMatch(worker -> worker.parker().isDozing()));
    }

    final void checkEnded(CarrierPool pool, int point) {
        await("every thread has ended", point, () -> {
            synchronized (started) {
                started.removeIf(thread -> !thread.isAlive());
                return started.isEmpty() && pool.lifecycle().live() == 0;
            }
        });
        require(pool.watchdog().thread().isAlive(), "the watchdog has ended", point);
        await("nobody searches for ever", point, () -> pool.workers().length == 0 || Arrays.stream(pool.workers())
                .anyMatch(worker -> worker.parker().isDozing()));
    }

    final void close(CarrierPool pool) throws InterruptedException {
        pool.lifecycle().shutdown();
        require(pool.lifecycle().await(PATIENCE_NANOS), "it is not terminated", 0);
        Thread closer = Thread.ofPlatform().daemon().start(() -> {
            try {
                pool.stop();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        require(closer.join(Duration.ofNanos(PATIENCE_NANOS)), "it does not stop", 0);
        for (Worker worker : pool.workers()) {
            require(worker.hasEnded(), worker + " has not ended", 0);
        }
    }

    final void await(String what, int point, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                require(false, "not within 10 s: " + what, point);
                return;
            }
            LockSupport.parkNanos(100_000);
        }
    }

    final void require(boolean condition, String otherwise, int point) {
        if (!condition) {
            wrong.add("an error at %d: %s".formatted(point, otherwise));
        }
    }
}
