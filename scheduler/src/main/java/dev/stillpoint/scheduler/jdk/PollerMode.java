// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code -Djdk.pollerMode} asks of the JDK's socket pollers, read as JDK 25 reads it. */
final class PollerMode {

    private PollerMode() {
    }

    /** The property; null if it is not set. */
    static @Nullable String property() {
        return System.getProperty("jdk.pollerMode");
    }

    /** Whether the pollers are to be platform threads. */
    static boolean isPlatform() {
        return is("1", "SYSTEM_THREADS");
    }

    /** Whether the JDK can start its pollers with that. */
    static boolean isKnown() {
        return property() == null || isPlatform() || is("2", "VTHREAD_POLLERS");
    }

    private static boolean is(String number, String name) {
        String mode = property();
        return mode != null && (mode.equals(number) || mode.toUpperCase(Locale.ROOT).equals(name));
    }
}
