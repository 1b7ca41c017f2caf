// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import org.HdrHistogram.Histogram;

/** The table at the end. */
record Summary(RunStatistics statistics) {

    String table() {
        Histogram grace = statistics.gracePeriods();
        StringBuilder table = new StringBuilder();
        row(table, "requests", "%,d".formatted(statistics.requests()));
        row(table, "lookups/s", "%,.0f".formatted(statistics.lookupsPerSecond()));
        row(table, "reloads", "%,d".formatted(statistics.reloads()));
        row(table, "reloads skipped", "%,d".formatted(statistics.skippedReloads()));
        row(table, "failed requests", "%d".formatted(statistics.failedRequests()));
        row(table, "mixed-version replies", "%d".formatted(statistics.mixedReplies()));
        row(table, "wrong answers", "%d".formatted(statistics.wrongAnswers()));
        row(table, "failed reloads", "%d".formatted(statistics.failedReloads()));
        row(table, "longest request", millis(statistics.longestRequestNanos()));
        row(table, "grace periods", "%,d".formatted(grace.getTotalCount()));
        row(table, "grace period p50", millis(grace.getValueAtPercentile(50)));
        row(table, "grace period p99", millis(grace.getValueAtPercentile(99)));
        row(table, "grace period max", millis(grace.getMaxValue()));
        row(table, "peak unreclaimed", bytes(statistics.peakUnreclaimedBytes()));
        row(table, "final unreclaimed", bytes(statistics.finalUnreclaimedBytes()));
        row(table, "versions in memory, most", "%d".formatted(statistics.census().most()));
        Throwable failure = statistics.firstFailure();
        if (failure != null) {
            row(table, "first failure", failure.toString());
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String name, String value) {
        table.append("%-26s %16s%n".formatted(name, value));
    }

    private static String millis(long nanos) {
        return "%,.3f ms".formatted(nanos / 1e6);
    }

    private static String bytes(long bytes) {
        return "%,.1f MB".formatted(bytes / 1e6);
    }
}
