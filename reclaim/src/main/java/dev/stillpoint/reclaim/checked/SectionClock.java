package dev.stillpoint.reclaim.checked;

/**
 * How long the calling thread's outermost section has lasted. It parks and migrates with the thread. Checked mode only.
 */
public final class SectionClock {

    private static final ThreadLocal<SectionClock> CURRENT = ThreadLocal.withInitial(SectionClock::new);

    // owner thread only
    private int depth;
    // owner thread only
    private long startNanos;

    private SectionClock() {
    }

    /** A section begins. */
    public static void enter() {
        SectionClock clock = CURRENT.get();
        if (clock.depth++ == 0) {
            clock.startNanos = System.nanoTime();
        }
    }

    /** A section ends; reports the outermost one if it was too long. */
    public static void exit() {
        SectionClock clock = CURRENT.get();
        if (--clock.depth == 0) {
            CheckedMode.sectionEnded(clock.startNanos);
        }
    }
}
