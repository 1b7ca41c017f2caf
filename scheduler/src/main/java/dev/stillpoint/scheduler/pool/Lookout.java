// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.jdk.EventBuffer;
import dev.stillpoint.scheduler.jdk.EventQueue;
import dev.stillpoint.scheduler.jdk.SocketSource;
import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.DaemonThreads.Restarted;
import dev.stillpoint.scheduler.support.SafeLog;
import dev.stillpoint.scheduler.task.Task;
import dev.stillpoint.scheduler.worker.SocketWatch;
import dev.stillpoint.scheduler.worker.Worker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the carriers of a pool wait for sockets, once the process uses any. From then on it sees to it that these are
 * looked at although all workers that are awake are kept by their threads; {@link SocketWatch} says why that is needed.
 *
 * <p>The queue is opened late and on this thread because most of its price is paid once, for the class of pollers that
 * is written for it, and because many programs have no sockets.
 */
final class Lookout implements Runnable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Its pause where somebody leads and nobody has needed it for a while: each of its rounds is a switch more. */
    private static final long CALM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    /** Threads that keep their carriers come in crowds: it goes on looking often for so many rounds after one. */
    private static final int ROUNDS_BEFORE_CALM = 1000;
    private static final long SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Under load somebody leads for a moment again and again: to wake the lookout each time would cost more. */
    private static final int ROUNDS_BEFORE_SLEEP = 10;

    private final SocketSource source;
    private final Workers workers;
    private final Thread thread;
    // set by startIfWorthIt(), before the thread runs
    private boolean started;
    // lookout only
    private @Nullable EventQueue queue;
    // lookout only: set before watch
    private @Nullable EventBuffer events;
    // lookout writes, any thread reads
    private volatile @Nullable SocketWatch watch;
    // lookout writes, any thread reads
    private volatile @Nullable String obstacle;
    // set by stop(), read by the lookout
    private volatile boolean stopped;
    // lookout only: what progress() was in the last round
    private long lastProgress;
    // lookout only: rounds in a row in which somebody led all the time
    private int quiet;
    // lookout only: rounds in a row in which nobody needed it
    private int calm;
    // lookout only: whether somebody led in the last round
    private boolean led;
    // lookout only: whether a failed round was reported
    private boolean failureReported;

    Lookout(String name, SocketSource source, Workers workers) {
        this.source = source;
        this.workers = workers;
        thread = DaemonThreads.unstarted(name.concat("-lookout"), new Restarted(this));
    }

    /** Starts it, once the process has used a socket. If this throws, call it again. For the watchdog. */
    void startIfWorthIt(Consumer<Thread> starter) {
        if (!started && source.isWorthIt()) {
            starter.accept(thread);
            started = true;
        }
    }

    /** The watch over the pool's sockets; null until there is one. */
    @Nullable SocketWatch watch() {
        return watch;
    }

    /** Why there is none and will be none; null if there is one, or nobody has tried yet. */
    @Nullable String obstacle() {
        return obstacle;
    }

    /**
     * Ends it, also if it was never started. Idempotent. Returns when nobody uses the queue for it any more. Call it
     * when the watchdog has ended.
     */
    void stop() throws InterruptedException {
        stopped = true;
        if (started) {
            LockSupport.unpark(thread);
            thread.join();
        }
        if (events != null) {
            events.close();
        }
    }

    /**
     * Closes the queue, after the last worker has ended. Idempotent.
     *
     * @param wakeWaiters whether threads may be left that wait for sockets here
     */
    void close(boolean wakeWaiters) {
        if (queue != null) {
            queue.close(wakeWaiters);
        }
    }

    @Override
    public void run() {
        boolean over = false;
        while (!over) {
            try {
                over = roundOrEnd();
            } catch (Throwable e) {
                report(e);
            }
        }
    }

    /** Returns whether there is nothing left to do. */
    private boolean roundOrEnd() {
        SocketWatch seen = watch;
        EventBuffer mine = events;
        if (seen == null || mine == null) {
            return stopped || obstacle != null || !opens();
        }
        // What was taken must be delivered, or the threads are lost that it is for.
        boolean over = stopped && !mine.hasEvents();
        if (!over) {
            round(seen, mine);
        }
        return over;
    }

    /** Tries to open the queue, again and again while there is no memory. Returns whether it is open. */
    private boolean opens() {
        try {
            open();
            return true;
        } catch (OutOfMemoryError e) {
            LockSupport.parkNanos(this, Task.SHORTAGE_NANOS);
            throw e;
        } catch (Throwable e) {
            obstacle = e.getMessage() == null ? e.toString() : e.getMessage();
            return false;
        }
    }

    /** Opens the queue. If it fails, what was opened is used by the next try, or closed when the pool stops. */
    private void open() {
        EventQueue opened = queue;
        if (opened == null) {
            opened = source.open();
            queue = opened;
        }
        if (events == null) {
            events = new EventBuffer(opened);
        }
        watch = new SocketWatch(opened);
    }

    private void round(SocketWatch watch, EventBuffer events) {
        if (events.hasEvents()) {
            events.deliver();
        }
        rest(watch);
        if (stopped) {
            return;
        }
        boolean busy = progress(watch) != lastProgress;
        led = watch.isLed();
        quiet = led && !busy ? quiet + 1 : 0;
        if (led || busy) {
            calm = Math.min(calm + 1, ROUNDS_BEFORE_CALM);
        } else {
            calm = 0;
            intervene(watch, events);
        }
        lastProgress = progress(watch);
    }

    /** Changes when somebody looks, and when a worker that takes turns goes on to its next look. */
    private long progress(SocketWatch watch) {
        long progress = watch.looks();
        for (Worker worker : workers.members()) {
            progress += worker.isAside() ? 0 : worker.counts().get(CarrierCount.MOUNTS);
        }
        return progress;
    }

    private void rest(SocketWatch watch) {
        if (quiet < ROUNDS_BEFORE_SLEEP) {
            // If nobody led, a thread may keep its carrier: the next look, soon, will tell.
            LockSupport.parkNanos(this, led && calm == ROUNDS_BEFORE_CALM ? CALM_PAUSE_NANOS : PAUSE_NANOS);
        } else {
            watch.sleepWhileLed(SLEEP_NANOS);
        }
    }

    private void intervene(SocketWatch watch, EventBuffer events) {
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
                SafeLog.SCHEDULER.errorElsewhere("%s could not see to the sockets. It tries again; this is reported "
                        + "once.", thread, cause);
            }
        } catch (Throwable e) {
            // There was not even memory to report it.
        }
    }
}
