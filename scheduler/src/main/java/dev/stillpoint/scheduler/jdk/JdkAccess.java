// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import org.jspecify.annotations.Nullable;

/** Says whether this JVM lets us run a scheduler, and has its {@link VirtualThreadAccess} if it does. */
public final class JdkAccess {

    private static final @Nullable String OBSTACLE = obstacleOfThisJvm();

    private JdkAccess() {
    }

    private static @Nullable String obstacleOfThisJvm() {
        if (Internals.OBSTACLE != null) {
            return Internals.OBSTACLE;
        }
        if (!CurrentCarrierThread.AVAILABLE) {
            // A reader could not tell that it is on a carrier of ours.
            return Internals.otherInternals(new NoSuchMethodException("Thread.currentCarrierThread"));
        }
        try {
            Jdk25Access.INSTANCE.defaultScheduler();
            return null;
        } catch (LinkageError e) {
            Throwable cause = e.getCause();
            return Internals.otherInternals(cause == null ? e : cause);
        }
    }

    /** What keeps a scheduler from running in this JVM, and what to do about it; null if nothing does. */
    public static @Nullable String obstacle() {
        return OBSTACLE;
    }

    /**
     * The access for the running JDK.
     *
     * @throws IllegalStateException if there is an {@link #obstacle()}, which is the message
     */
    public static VirtualThreadAccess get() {
        if (OBSTACLE != null) {
            throw new IllegalStateException(OBSTACLE);
        }
        return Jdk25Access.INSTANCE;
    }
}
