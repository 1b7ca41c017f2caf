package dev.stillpoint.demo.reload;

import org.HdrHistogram.Histogram;

/** The table at the end. */
record Summary(Tally tally) {

    String table() {
        Histogram grace = tally.gracePeriods();
        StringBuilder table = new StringBuilder();
        row(table, "requests", "%,d".formatted(tally.requests()));
        row(table, "lookups/s", "%,.0f".formatted(tally.lookupsPerSecond()));
        row(table, "reloads", "%,d".formatted(tally.reloads()));
        row(table, "failed requests", "%d".formatted(tally.failedRequests()));
        row(table, "mixed-version replies", "%d".formatted(tally.mixedReplies()));
        row(table, "wrong answers", "%d".formatted(tally.wrongAnswers()));
        row(table, "failed reloads", "%d".formatted(tally.failedReloads()));
        row(table, "longest request", millis(tally.longestRequestNanos()));
        row(table, "grace periods", "%,d".formatted(grace.getTotalCount()));
        row(table, "grace period p50", millis(grace.getValueAtPercentile(50)));
        row(table, "grace period p99", millis(grace.getValueAtPercentile(99)));
        row(table, "grace period max", millis(grace.getMaxValue()));
        row(table, "peak unreclaimed", bytes(tally.peakUnreclaimedBytes()));
        row(table, "final unreclaimed", bytes(tally.finalUnreclaimedBytes()));
        row(table, "versions in memory, most", "%d".formatted(tally.census().most()));
        Throwable failure = tally.firstFailure();
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
