// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.jdk.ThreadHandshake;

/**
 * Makes the JVM stop platform threads for a moment, at a safepoint poll or in native code. Afterwards the caller sees
 * everything that they did before, and they see everything that the caller did before.
 */
public final class Handshake {

    private Handshake() {
    }

    /** Whether this JVM is one for which that was checked. If not, nobody may rely on the other methods. */
    public static boolean isAvailable() {
        return ThreadHandshake.isAvailable();
    }

    /**
     * Stops one thread, unless it has ended or was not started. It costs the caller up to some 100 microseconds, and
     * the thread a few.
     *
     * @param thread a platform thread, not the calling one
     */
    public static void with(Thread thread) {
        ThreadHandshake.with(thread);
    }

    /**
     * Stops every thread of the process, at once. It costs the caller some 40 microseconds, more if there are hundreds
     * of threads, and each thread a few. Threads that wait for a processor do so at the same time, and not one after
     * the other as they do when each is asked alone.
     */
    public static void withAll() {
        ThreadHandshake.withAll();
    }

    /** The stack of any thread, on any JVM, as the JVM sees it and not as a class of threads may answer. */
    public static StackTraceElement[] stackOf(Thread thread) {
        return ThreadHandshake.stackOf(thread);
    }
}
