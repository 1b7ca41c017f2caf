// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.LongReadSectionEvent;
import dev.stillpoint.scheduler.support.DaemonThreads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches one reclaimer. One daemon thread looks at all watched reclaimers of the process now and then, and reports
 * those without progress. It is a separate thread because that of a stalled reclaimer may hang in user code.
 */
final class StallWatch {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);

    private static final Set<StallWatch> WATCHED = ConcurrentHashMap.newKeySet();
    // guarded by the monitor of the class
    private static @Nullable Thread watcher;

    private final ReclaimerConfig config;
    private final ReclaimerThread thread;
    private final Backlog backlog;
    private final StallReporter reporter;
    private final long limit;

    // watcher thread only
    private long progress = -1;
    // watcher thread only
    private long unmovedSince;
    // watcher thread only
    private long nextReportAfter;
    // watcher thread only
    private @Nullable StallReport lastReport;

    StallWatch(ReclaimerConfig config, ReclaimerThread thread, Backlog backlog, StallReporter reporter) {
        this.config = config;
        this.thread = thread;
        this.backlog = backlog;
        this.reporter = reporter;
        limit = ReclaimerConfig.nanos(config.stallAfter());
    }

    /** Starts to watch the reclaimer. */
    void start() {
        if (limit != Long.MAX_VALUE) {
            WATCHED.add(this);
            LockSupport.unpark(watcher());
        }
    }

    /** Stops watching the reclaimer. */
    void stop() {
        WATCHED.remove(this);
    }

    private static synchronized Thread watcher() {
        Thread running = watcher;
        if (running == null) {
            running = DaemonThreads.unstarted("stillpoint-stall-watch", StallWatch::run);
            running.start();
            watcher = running;
        }
        return running;
    }

    // -- the watcher's thread

    private static void run() {
        while (true) {
            long shortest = Long.MAX_VALUE;
            for (StallWatch watched : WATCHED) {
                watched.lookSafely();
                shortest = Math.min(shortest, watched.limit);
            }
            if (shortest == Long.MAX_VALUE) {
                LockSupport.park();
            } else {
                LockSupport.parkNanos(Math.clamp(shortest / 4, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
            }
            Thread.interrupted();
        }
    }

    private void lookSafely() {
        try {
            look(System.nanoTime());
        } catch (Throwable e) {
            Reports.survived("The stall watch of " + config.name(), e);
        }
    }

    private void look(long now) {
        long seen = thread.progress();
        boolean waits = thread.state() != ReclaimerState.IDLE || backlog.objects() != 0;
        if (seen != progress || !waits) {
            progress = seen;
            unmovedSince = now;
            nextReportAfter = limit;
            endReport();
        } else if (now - unmovedSince >= nextReportAfter) {
            report(Duration.ofNanos(now - unmovedSince));
            nextReportAfter = now - unmovedSince
                    + Math.min(2 * (now - unmovedSince), LONGEST_INTERVAL.toNanos());
        }
    }

    private void report(Duration duration) {
        StallReport report = reporter.report(duration);
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

    private void endReport() {
        StallReport ended = lastReport;
        if (ended != null) {
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
