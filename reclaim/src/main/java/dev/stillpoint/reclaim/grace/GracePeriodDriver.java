// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.DaemonThreads.Restarted;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that drives grace periods for others: for virtual threads, which must not drive, and for callers that
 * ask for a grace period without waiting for it. It starts with a request, sleeps while there is none, and ends if none
 * comes for a while: a thread that nobody needs would keep the class loader of an application that is gone.
 */
final class GracePeriodDriver {

    /*
     * Sleep. A requester raises `wanted` (volatile), then unparks; the thread reads `wanted` and parks. An unpark
     * before the park makes it return at once, so no request is missed.
     *
     * End. The thread clears `thread` and then reads `wanted`; a requester raises `wanted` and then reads `thread`. So
     * the requester finds no thread and starts one, or this thread sees the request and goes on. The monitor keeps a
     * second thread from starting meanwhile, and hands `served` over.
     */

    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final GracePeriods periods;
    private final Runnable body = new Restarted(new Body());
    // any thread raises it
    private final AtomicLong wanted = new AtomicLong();
    // written under the monitor; null while nobody asks, and for grace periods that only waiting platform threads drive
    private volatile @Nullable Thread thread;
    // that thread, or under the monitor the one after it: up to this grace period everybody has been told
    private long served;

    GracePeriodDriver(GracePeriods periods) {
        this.periods = periods;
    }

    /** Asks for the end of {@code gracePeriod}. Any thread; does not wait. */
    void request(long gracePeriod) {
        if (periods.completed() >= gracePeriod) {
            return;
        }
        wanted.accumulateAndGet(gracePeriod, Urgency.MAX);
        Thread running = thread;
        LockSupport.unpark(running == null ? start() : running);
    }

    private synchronized Thread start() {
        Thread running = thread;
        if (running == null) {
            running = DaemonThreads.ofTheProcess("stillpoint-grace-periods", body);
            running.start();
            thread = running;
        }
        return running;
    }

    private final class Body implements Runnable {

        @Override
        public void run() {
            drive();
        }
    }

    private void drive() {
        boolean failed = false;
        boolean over = false;
        while (!over) {
            // Whatever happens, for nobody else drives for those who wait. Memory comes back.
            try {
                if (failed) {
                    LockSupport.parkNanos(RETRY_NANOS);
                }
                failed = true;
                over = round();
                failed = false;
            } catch (Throwable _) {
                // The next round does again what was left undone.
            }
        }
    }

    /** @return whether the thread is to end */
    private boolean round() {
        long target = wanted.get();
        if (target > served) {
            serve(target);
            served = target;
            return false;
        }
        long start = System.nanoTime();
        LockSupport.parkNanos(this, KEEP_ALIVE_NANOS);
        // A stray interrupt must not turn parking into spinning.
        Thread.interrupted();
        return System.nanoTime() - start >= KEEP_ALIVE_NANOS && ends();
    }

    private synchronized boolean ends() {
        // Pairs with GracePeriodDriver.request: it finds no thread, or we find its request.
        thread = null;
        if (wanted.get() <= served) {
            return true;
        }
        thread = Thread.currentThread();
        return false;
    }

    /**
     * Sees the grace periods up to {@code target} through, one by one, and tells who waits for them, though they may
     * have ended before: another driver may have failed after the end and before it told anybody.
     */
    private void serve(long target) {
        do {
            periods.driveTo(Math.min(target, periods.completed() + 1));
            periods.drivers.wakeWaiters();
            periods.completeStages();
        } while (periods.completed() < target);
    }
}
