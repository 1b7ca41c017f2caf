// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The switch of the checked mode, and its reports about misuse that it cannot throw.
 *
 * <p>Misuse throws in the thread that commits it. Misuse that shows only afterwards goes to the logger
 * {@code dev.stillpoint.reclaim.checked}: a guard that was never closed, or a section that was too long.
 */
public final class CheckedMode {

    /** Whether this JVM runs in checked mode. A constant, so that the JIT removes what depends on it. */
    public static final boolean ENABLED = Boolean.getBoolean("stillpoint.checked");

    private static final Logger LOGGER = System.getLogger("dev.stillpoint.reclaim.checked");

    /** Sections longer than this are reported. */
    private static final long SECTION_LIMIT_NANOS = TimeUnit.MILLISECONDS
            .toNanos(Long.getLong("stillpoint.checked.sectionMillis", 1_000));

    private CheckedMode() {
    }

    /** Called when the calling thread has closed a section's outermost hold. */
    static void sectionEnded(long startNanos) {
        long nanos = System.nanoTime() - startNanos;
        if (nanos > SECTION_LIMIT_NANOS) {
            LongReadSectionEvent.emit(Thread.currentThread().toString(), Duration.ofNanos(nanos), true);
            report("""
                    A read section of %s lasted %d ms; the limit is %d ms. Memory waits as long as readers do: \
                    copy out what you need and leave, or raise -Dstillpoint.checked.sectionMillis.""".formatted(
                    Thread.currentThread(), nanos / 1_000_000, SECTION_LIMIT_NANOS / 1_000_000),
                    new Trace("The section ended here"));
        }
    }

    static void report(String message, @Nullable Throwable where) {
        LOGGER.log(Level.WARNING, message, where);
    }
}
