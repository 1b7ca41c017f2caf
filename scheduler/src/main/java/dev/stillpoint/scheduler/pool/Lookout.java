// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.jdk.EventBuffer;
import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.SafeLog;
import dev.stillpoint.scheduler.worker.SocketWatch;
import dev.stillpoint.scheduler.worker.Worker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sees to it that the sockets of a pool are looked at although all workers that are awake are kept by their threads.
 * {@link SocketWatch} says why it is needed.
 */
final class Lookout implements Runnable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Under load somebody leads for a moment again and again: to wake the lookout each time would cost more. */
    private static final int ROUNDS_BEFORE_SLEEP = 10;

    private final SocketWatch watch;
    private final Workers workers;
    private final EventBuffer events;
    private final Thread thread;
    // set by start(), which is called once, before the thread runs
    private boolean started;
    // set by stop(), read by the lookout
    private volatile boolean stopped;
    // lookout only: what progress() was in the last round
    private long lastProgress;
    // lookout only: rounds in a row in which somebody led all the time
    private int quiet;
    // lookout only: whether a failed round was reported
    private boolean failureReported;

    Lookout(String name, SocketWatch watch, Workers workers) {
        this.watch = watch;
        this.workers = workers;
        thread = DaemonThreads.unstarted(name.concat("-lookout"), this);
        // Last, because somebody must give it back.
        events = new EventBuffer(watch.queue());
    }

    void start(Consumer<Thread> starter) {
        starter.accept(thread);
        started = true;
    }

    /** Ends it, also if it was never started. Idempotent. Returns when nobody uses the queue for it any more. */
    void stop() throws InterruptedException {
        stopped = true;
        if (started) {
            LockSupport.unpark(thread);
            thread.join();
        }
        events.close();
    }

    @Override
    public void run() {
        // What was taken must be delivered, or the threads are lost that it is for.
        while (!stopped || events.hasEvents()) {
            try {
                round();
            } catch (Throwable e) {
                report(e);
            }
        }
    }

    private void round() {
        if (events.hasEvents()) {
            events.deliver();
        }
        rest();
        if (stopped) {
            return;
        }
        boolean busy = progress() != lastProgress;
        boolean led = watch.isLed();
        quiet = led && !busy ? quiet + 1 : 0;
        if (!led && !busy) {
            intervene();
        }
        lastProgress = progress();
    }

    /** Changes when somebody looks, and when a worker that takes turns goes on to its next look. */
    private long progress() {
        long progress = watch.looks();
        for (Worker worker : workers.members()) {
            progress += worker.isAside() ? 0 : worker.counts().get(CarrierCount.MOUNTS);
        }
        return progress;
    }

    private void rest() {
        if (quiet < ROUNDS_BEFORE_SLEEP) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
        } else {
            watch.sleepWhileLed(SLEEP_NANOS);
        }
    }

    private void intervene() {
        if (!workers.callDozing()) {
            watch.looked();
            if (events.look()) {
                events.deliver();
            }
        }
    }

    private void report(Throwable cause) {
        try {
            if (!failureReported) {
                failureReported = true;
                SafeLog.SCHEDULER.errorElsewhere("%s could not look at the sockets. It tries again; this is reported "
                        + "once.", thread, cause);
            }
        } catch (Throwable e) {
            // There was not even memory to report it.
        }
    }
}
