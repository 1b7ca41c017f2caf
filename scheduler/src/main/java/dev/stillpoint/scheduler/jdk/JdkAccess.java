// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import org.jspecify.annotations.Nullable;

/** Says whether this JVM lets us run a scheduler, and has its {@link VirtualThreadAccess} if it does. */
public final class JdkAccess {

    private static final String[] NEEDED = {"jdk.jfr", "java.management"};

    private static final @Nullable String OBSTACLE = obstacleOfThisJvm();

    private JdkAccess() {
    }

    private static @Nullable String obstacleOfThisJvm() {
        String module = missingModule();
        if (module != null) {
            return "This JVM lacks the module %s, which the carrier scheduler needs, and stillpoint-reclaim as well. "
                    .formatted(module) + "Give the image both that they need: "
                    + "jlink --add-modules %s (or leave --limit-modules out).".formatted(String.join(",", NEEDED));
        }
        if (Internals.OBSTACLE != null) {
            return Internals.OBSTACLE;
        }
        if (!PollerMode.isKnown()) {
            return "The JDK does not know -Djdk.pollerMode=%s and could not start its socket pollers: leave it out."
                    .formatted(PollerMode.property());
        }
        if (!CurrentCarrierThread.AVAILABLE) {
            // A reader could not tell that it is on a carrier of ours.
            return Internals.otherInternals(new NoSuchMethodException("Thread.currentCarrierThread"));
        }
        try {
            Jdk25Access.INSTANCE.defaultScheduler();
            return null;
        } catch (LinkageError e) {
            return Internals.otherInternals(firstCause(e));
        }
    }

    private static Throwable firstCause(Throwable e) {
        Throwable first = e;
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            first = cause;
        }
        return first;
    }

    /**
     * A module without which classes of the library do not load, if this JVM was started or made without it; null if
     * none is missing. On the module path such a JVM does not start.
     */
    public static @Nullable String missingModule() {
        for (String name : NEEDED) {
            if (ModuleLayer.boot().findModule(name).isEmpty()) {
                return name;
            }
        }
        return null;
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
