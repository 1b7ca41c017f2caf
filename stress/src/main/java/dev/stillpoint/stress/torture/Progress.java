// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.io.PrintStream;
import java.time.Duration;

/** Says every few seconds how far a trial is. */
final class Progress {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintStream out;
    private long shown;

    Progress(PrintStream out) {
        this.out = out;
    }

    void show(long elapsedNanos, Scene scene) {
        if (elapsedNanos - shown >= INTERVAL_NANOS) {
            shown = elapsedNanos;
            Tally tally = scene.tally();
            out.printf("torture: %d s: %d looks, %d at replaced elements; %d grace periods; %d replaced, %d freed%n",
                    elapsedNanos / 1_000_000_000, tally.looks(), tally.looksAtReplaced(),
                    scene.subject().gracePeriods(), tally.replaced(), tally.freed());
        }
    }
}
