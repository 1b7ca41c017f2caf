// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.util.Locale;
import java.util.Map;

/** The table at the end: a line for each design. */
record Summary(Map<Design, Tally> tallies) {

    private static final String LINE = "%-8s %13s %8s %12s %8s %10s %14s%n";

    String table() {
        StringBuilder table = new StringBuilder();
        table.append(LINE.formatted("design", "reads/s", "hits", "wrong blocks", "failed", "rewrites", "cache, most"));
        tallies.forEach((design, tally) -> table.append(line(design, tally)));
        tallies.forEach((design, tally) -> {
            if (tally.firstFailure() != null) {
                table.append("%s, first failure: %s%n".formatted(name(design), tally.firstFailure()));
            }
        });
        return table.toString();
    }

    private static String line(Design design, Tally tally) {
        String hits = design.isLimited() ? "%.1f %%".formatted(100 * tally.hitRate()) : "-";
        String bytes = design.isLimited() ? "%,.1f MB".formatted(tally.mostBytes() / 1e6) : "page cache";
        return LINE.formatted(name(design), "%,.0f".formatted(tally.readsPerSecond()), hits, tally.wrong(),
                tally.failed(), "%,d".formatted(tally.rewrites()), bytes);
    }

    static String name(Design design) {
        return design.name().toLowerCase(Locale.ROOT);
    }

    /** Whether a block was wrong, or a read or write has failed. */
    boolean hasViolations() {
        return tallies.values().stream().anyMatch(tally -> tally.violations() > 0);
    }
}
