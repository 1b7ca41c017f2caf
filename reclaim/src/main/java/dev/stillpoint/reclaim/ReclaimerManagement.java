// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import java.util.function.Supplier;

/** What the MXBean of one reclaimer answers. */
final class ReclaimerManagement implements ReclaimerMXBean {

    private final ReclaimerProgress progress;
    private final Backlog backlog;
    private final StallReporter reporter;
    private final Supplier<ReclaimerStatistics> statistics;
    private final Supplier<DemotionStatistics> demotion;

    ReclaimerManagement(ReclaimerProgress progress, Backlog backlog, StallReporter reporter,
            Supplier<ReclaimerStatistics> statistics, Supplier<DemotionStatistics> demotion) {
        this.progress = progress;
        this.backlog = backlog;
        this.reporter = reporter;
        this.statistics = statistics;
        this.demotion = demotion;
    }

    @Override
    public ReclaimerState getState() {
        return progress.state();
    }

    @Override
    public long getRetiredObjects() {
        return statistics.get().retiredObjects();
    }

    @Override
    public long getReclaimedObjects() {
        return statistics.get().reclaimedObjects();
    }

    @Override
    public long getFailedObjects() {
        return statistics.get().failedObjects();
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
    public long getOldestAgeMillis() {
        return statistics.get().oldestAge().toMillis();
    }

    @Override
    public long getHeldBytes() {
        return demotion.get().heldBytes();
    }

    @Override
    public long getSavedBytes() {
        return demotion.get().collectedBytes();
    }

    @Override
    public long getStalls() {
        return statistics.get().stalls();
    }

    @Override
    public long getStandstillMillis() {
        return statistics.get().standstill().toMillis();
    }

    @Override
    public long getVisitors() {
        return GracePeriods.process().visitors().inside();
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
    public void resetPeaks() {
        backlog.resetPeak();
    }

    @Override
    public String report() {
        return reporter.report().text();
    }
}
