// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.ReclaimerStatistics;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.stress.faults.Attempt;
import dev.stillpoint.stress.faults.Scene;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A scene with readers around the operation: one that is parked at home on a carrier, one that is a visitor, and, if
 * the operation is called on a carrier, the caller itself, which reads when the operation has failed. Afterwards
 * everything must work as if nothing had happened.
 */
abstract class Play implements Scene {

    static final GracePeriods GRACE = GracePeriods.process();
    /** A wait that is given up while readers are inside. */
    static final Duration SHORT = Duration.ofNanos(200_000);
    /** A wait that must end by itself. */
    static final Duration LONG = Duration.ofSeconds(3);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(150);

    /** Who calls the operation. */
    enum Caller {
        /** A platform thread. */
        PLATFORM,
        /** A virtual thread of the scheduler. */
        CARRIER
    }

    private final String name;
    private final Caller caller;

    Play(String name, Caller caller) {
        this.name = name;
        this.caller = caller;
    }

    @Override
    public String operation() {
        return name;
    }

    @Override
    public String name() {
        return name + (caller == Caller.CARRIER ? " (carrier)" : "");
    }

    // -- what a scene is about

    /** Whether the carriers wait for sockets. */
    boolean hasSockets() {
        return false;
    }

    /** Before anything can fail, and before the readers come. */
    void prepare(World world) throws Exception {
    }

    /** The operation; it may fail. */
    abstract void operate(World world) throws Exception;

    /** Whether it waits for the readers, who therefore leave meanwhile. */
    boolean waitsForReaders() {
        return false;
    }

    /** What must be right afterwards, when all readers have left. */
    void verify(World world, boolean succeeded) throws Exception {
    }

    // -- the play

    @Override
    public final void play(Attempt attempt) throws Exception {
        World world = new World(attempt, hasSockets());
        prepare(world);
        Reader parked = Reader.inside(world.carrierThreads(), "parked", world.reference);
        Reader visitor = Reader.inside(world.platformThreads(), "visitor", world.reference);
        long newest = GRACE.requested();
        Calling calling = new Calling(world);
        Thread releaser = waitsForReaders() ? releaser(parked, visitor) : null;
        Thread thread = caller == Caller.CARRIER ? world.carrierThreads().newThread(calling)
                : world.platformThreads().newThread(calling);
        thread.setName(Attempt.OUR_THREADS + "caller");
        thread.start();
        calling.operated.await();
        attempt.phase("reading on");
        requireNothingFreed(world, newest, releaser != null);
        world.mustBeFreed(world.first);
        Element second = world.element("second version");
        world.reference.replace(second);
        world.mustBeFreed(second);
        requireNothingFreed(world, newest, releaser != null);
        calling.parks = true;
        requireNothingFreed(world, newest, releaser != null);
        attempt.phase("readers leave");
        if (releaser != null) {
            releaser.join();
        } else {
            parked.leave();
            requireNothingFreed(world, newest, false);
            visitor.leave();
        }
        calling.leave(thread);
        everythingWorks(world);
        if (!attempt.strikesCaller()) {
            // Service threads are struck while they serve; afterwards everything works again.
            attempt.disarm();
            everythingWorks(world);
        }
        verify(world, calling.succeeded);
        end(world);
    }

    private static Thread releaser(Reader parked, Reader visitor) {
        return Thread.ofPlatform().daemon().name(Attempt.OUR_THREADS + "releaser").start(() -> {
            try {
                LockSupport.parkNanos(2 * LOOK_NANOS);
                parked.leave();
                LockSupport.parkNanos(LOOK_NANOS);
                visitor.leave();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        });
    }

    /** Drives a grace period with all might; it must not end while an older reader is inside. */
    private static void requireNothingFreed(World world, long newest, boolean readersLeave)
            throws InterruptedException {
        long next = GRACE.next();
        GRACE.expedite(next);
        GRACE.await(next, LOOK_NANOS);
        requireOneIsPendingAtMost(world.attempt);
        if (!readersLeave) {
            long completed = GRACE.completed();
            world.attempt.require(completed <= newest,
                    "grace period %d ended under readers of %d".formatted(completed, newest));
            world.attempt.require(world.first.frees() == 0, "FREED UNDER A READER: the first version");
        }
    }

    private static void everythingWorks(World world) throws Exception {
        Attempt attempt = world.attempt;
        attempt.phase("synchronize()");
        world.reclaimer.synchronize();
        attempt.phase("barrier()");
        world.reclaimer.barrier();
        attempt.require(world.first.frees() == 1, "the first version is not freed");
        attempt.phase("a cookie");
        GracePeriod cookie = GracePeriod.start();
        attempt.require(cookie.await(LONG), "a grace period does not end");
        attempt.phase("a stage");
        cookie.whenElapsed().toCompletableFuture().get(3, TimeUnit.SECONDS);
        attempt.phase("a thread that sleeps");
        Thread sleeper = world.carrierThreads().newThread(() -> ScopedQsbr.run(() -> {
            try {
                Thread.sleep(Duration.ofNanos(1_000));
                Thread.yield();
            } catch (InterruptedException e) {
                attempt.violated("interrupted");
            }
        }));
        sleeper.setName(Attempt.OUR_THREADS + "sleeper");
        sleeper.start();
        attempt.require(sleeper.join(LONG), "a thread that sleeps does not end");
    }

    private static void end(World world) throws InterruptedException {
        Attempt attempt = world.attempt;
        attempt.phase("closing the reference");
        world.reference.close();
        attempt.phase("closing the reclaimer");
        world.reclaimer.close();
        ReclaimerStatistics statistics = world.reclaimer.statistics();
        attempt.require(statistics.unreclaimedBytes() == 0
                && statistics.retiredObjects() == statistics.reclaimedObjects(), statistics.toString());
        for (Element element : world.retired()) {
            attempt.require(element.frees() == 1, "%s was freed %d times".formatted(element, element.frees()));
        }
        attempt.phase("closing the scheduler");
        world.scheduler.close();
        attempt.require(world.scheduler.liveThreads() == 0, world.scheduler.liveThreads() + " threads live");
        attempt.require(GRACE.visitors().inside() == 0, GRACE.visitors().inside() + " visitors are inside");
        requireOneIsPendingAtMost(attempt);
        world.requireNoDescriptorLeft();
        attempt.phase("over");
    }

    private static void requireOneIsPendingAtMost(Attempt attempt) {
        long completed;
        long pending;
        do {
            // Others drive meanwhile; the two numbers must be of one moment.
            completed = GRACE.completed();
            pending = GRACE.requested() - completed;
        } while (GRACE.completed() != completed);
        attempt.require(pending == 0 || pending == 1, pending + " grace periods are pending");
    }

    /** The thread that calls the operation, and then reads. */
    private final class Calling implements Runnable {

        private final CountDownLatch operated = new CountDownLatch(1);
        private final World world;
        // the caller writes, before it says that it has operated
        private boolean succeeded;
        // told by the scene
        private volatile boolean parks;
        // told by the scene
        private volatile boolean leaves;

        Calling(World world) {
            this.world = world;
        }

        @Override
        public void run() {
            succeeded = world.attempt.operate(() -> operate(world));
            requireRightState();
            if (caller == Caller.CARRIER) {
                ScopedQsbr.run(this::stay);
            } else {
                operated.countDown();
            }
        }

        private void requireRightState() {
            Carrier here = CurrentCarrier.get();
            world.attempt.require(!ScopedQsbr.isReading(), "a section was left open");
            if (here != null) {
                world.attempt.require(here.isOnline(), "the carrier is offline while it runs a thread");
            }
        }

        /** Computes first, and then parks. */
        private void stay() {
            Element element = world.reference.get();
            element.beginUse();
            operated.countDown();
            while (!parks) {
                Thread.onSpinWait();
            }
            while (!leaves) {
                LockSupport.park(this);
            }
            element.endUse();
        }

        void leave(Thread thread) throws InterruptedException {
            leaves = true;
            LockSupport.unpark(thread);
            thread.join();
        }
    }
}
