// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import java.time.Duration;

/** What the MXBean of one reclaimer answers. */
final class ReclaimerManagement implements ReclaimerMXBean {

    private final ReclaimerThread thread;
    private final RetireQueues queues;
    private final Backlog backlog;
    private final StallReporter reporter;

    ReclaimerManagement(ReclaimerThread thread, RetireQueues queues, Backlog backlog,
            StallReporter reporter) {
        this.thread = thread;
        this.queues = queues;
        this.backlog = backlog;
        this.reporter = reporter;
    }

    @Override
    public ReclaimerState getState() {
        return thread.state();
    }

    @Override
    public long getRetiredObjects() {
        return queues.retiredObjects();
    }

    @Override
    public long getReclaimedObjects() {
        return backlog.reclaimedObjects();
    }

    @Override
    public long getFailedObjects() {
        return thread.failedObjects();
    }

    @Override
    public long getUnreclaimedObjects() {
        return backlog.objects();
    }

    @Override
    public long getUnreclaimedBytes() {
        return backlog.bytes();
    }

    @Override
    public long getPeakUnreclaimedBytes() {
        return backlog.peakBytes();
    }

    @Override
    public long getGracePeriods() {
        return GracePeriods.process().completed();
    }

    @Override
    public long getForcedStops() {
        return GracePeriods.process().stops();
    }

    @Override
    public String report() {
        return reporter.report(Duration.ZERO).text();
    }
}
