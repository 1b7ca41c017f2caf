// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.LongReadSectionEvent;
import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.DaemonThreads.Restarted;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches one reclaimer. One daemon thread looks at all watched reclaimers of the process now and then, and reports
 * those without progress; it ends when there are none. It is a separate thread because that of a stalled reclaimer may
 * hang in user code.
 */
final class StallWatch {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final Set<StallWatch> WATCHED = ConcurrentHashMap.newKeySet();
    // guarded by the monitor of the class; null while no reclaimer is watched
    private static @Nullable Thread watcher;

    private final ReclaimerConfig config;
    private final ReclaimerProgress progress;
    private final Standstill standstill;
    private final StallReporter reporter;
    private final long limit;

    // watcher thread only: when the reclaimer last moved, as System.nanoTime()
    private long since;
    // watcher thread only
    private long nextReportAfter;
    // watcher thread only
    private @Nullable StallReport lastReport;
    // watcher thread writes, any thread reads
    private volatile long stalls;
    // any thread sets; the watcher reads
    private volatile boolean stopped;

    StallWatch(ReclaimerConfig config, ReclaimerProgress progress, Standstill standstill, StallReporter reporter) {
        this.config = config;
        this.progress = progress;
        this.standstill = standstill;
        this.reporter = reporter;
        limit = ReclaimerConfig.nanos(config.stallAfter());
        nextReportAfter = limit;
    }

    /** Starts to watch the reclaimer. If this throws, nothing is watched. */
    void start() {
        if (limit != Long.MAX_VALUE) {
            synchronized (StallWatch.class) {
                if (watcher == null) {
                    Thread started = DaemonThreads.ofTheProcess("stillpoint-stall-watch",
                            new Restarted(StallWatch::run));
                    started.start();
                    watcher = started;
                }
                WATCHED.add(this);
                LockSupport.unpark(watcher);
            }
        }
    }

    /** How often a stall has begun. */
    long stalls() {
        return stalls;
    }

    /** Stops watching the reclaimer, once the end of a stall is told that was told. Can be repeated. */
    void stop() {
        stopped = true;
        synchronized (StallWatch.class) {
            LockSupport.unpark(watcher);
        }
    }

    // -- the watcher's thread

    private static void run() {
        boolean over = false;
        while (!over) {
            try {
                lookAtAll();
            } catch (Throwable e) {
                // No memory. Nothing of it is worth the thread: it looks again.
            }
            try {
                over = ends();
            } catch (Throwable e) {
                // It asks again after the next look.
            }
        }
    }

    /** Who starts to watch afterwards finds no thread, and starts another. */
    private static synchronized boolean ends() {
        boolean over = WATCHED.isEmpty();
        if (over) {
            watcher = null;
        }
        return over;
    }

    private static void lookAtAll() {
        // Should a look fail for want of memory, there may be some soon.
        long pause = SHORTEST_PAUSE_NANOS;
        try {
            long shortest = Long.MAX_VALUE;
            for (StallWatch watched : WATCHED) {
                if (watched.stopped) {
                    watched.leave();
                } else {
                    watched.lookSafely();
                    shortest = Math.min(shortest, watched.limit);
                }
            }
            pause = shortest == Long.MAX_VALUE
                    ? 0
                    : Math.clamp(shortest / 4, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
        } finally {
            LockSupport.parkNanos(pause);
            Thread.interrupted();
        }
    }

    /** If it fails, the next look goes on. */
    private void leave() {
        try {
            endReport(System.nanoTime());
        } catch (Throwable e) {
            Reports.survived("The stall watch of " + config.name(), e);
        }
        WATCHED.remove(this);
    }

    private void lookSafely() {
        try {
            look(System.nanoTime());
            CurrentVisitor.endWhatWasLeftOpen();
        } catch (Throwable e) {
            Reports.survived("The stall watch of " + config.name(), e);
        }
    }

    private void look(long now) {
        long moved = standstill.since(now);
        if (moved != since) {
            endReport(now);
            since = moved;
            nextReportAfter = limit;
        }
        long unmoved = now - moved;
        if (unmoved >= nextReportAfter) {
            // Before the report: if that fails, it is not tried again at each look.
            nextReportAfter = afterReportOn(unmoved);
            StallReport report = reporter.report();
            // This thread may have lost its processor since it looked, and the reclaimer have moved.
            if (report.stalled()) {
                nextReportAfter = afterReportOn(report.duration().toNanos());
                report(report);
            }
        }
    }

    private static long afterReportOn(long unmoved) {
        return unmoved + Math.min(2 * unmoved, LONGEST_INTERVAL_NANOS);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the watcher is the only writer
    private void report(StallReport report) {
        if (lastReport == null) {
            stalls++;
        }
        lastReport = report;
        Reports.stalled(report);
        StallEvent.emit(report);
        report.readers().forEach(
                reader -> LongReadSectionEvent.emit(reader.thread(), report.gracePeriodAge(), false));
        try {
            config.listener().stalled(report);
        } catch (Throwable e) {
            Reports.listenerFailed(config.name(), e);
        }
    }

    private void endReport(long now) {
        StallReport last = lastReport;
        if (last != null) {
            // It has moved since, and perhaps often. The last change of its state is nearer to the end of the stall
            // than this look, unless it is still in the state in which it stood.
            long movedAgain = progress.enteredAt();
            StallReport ended = last
                    .lasting(Duration.ofNanos((movedAgain - since > 0 ? movedAgain : now) - since));
            lastReport = null;
            Reports.stallEnded(ended);
            try {
                config.listener().stallEnded(ended);
            } catch (Throwable e) {
                Reports.listenerFailed(config.name(), e);
            }
        }
    }
}
