// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

/**
 * Measures how long a thread's outermost section lasts. The clock parks and migrates with its thread. Checked mode
 * only.
 */
public final class SectionClock {

    private static final ThreadLocal<SectionClock> CURRENT = ThreadLocal.withInitial(SectionClock::new);

    // owner thread only
    private int depth;
    // owner thread only
    private long startNanos;

    private SectionClock() {
    }

    /** Called when a section begins. */
    public static void enter() {
        SectionClock clock = CURRENT.get();
        if (clock.depth++ == 0) {
            clock.startNanos = System.nanoTime();
        }
    }

    /** Called when a section ends. Reports the outermost one if it was too long. */
    public static void exit() {
        SectionClock clock = CURRENT.get();
        if (--clock.depth == 0) {
            CheckedMode.sectionEnded(clock.startNanos);
        }
    }
}
