// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import org.jspecify.annotations.Nullable;

/**
 * Initialises classes before they are used. The JVM remembers an error in an initialiser for ever, and so it does with
 * one that strikes where a lambda is linked. Where the first use could come at the end of a stack, or while memory is
 * short, the class is initialised when the scheduler or the reclaimer is created, and no lambda stands.
 */
public final class FirstUse {

    /** What threads queue with in the locks of {@code java.util.concurrent}. */
    private static final String[] QUEUES = {"java.util.concurrent.locks.AbstractQueuedSynchronizer$ExclusiveNode",
            "java.util.concurrent.locks.AbstractQueuedSynchronizer$SharedNode",
            "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionNode"};

    private FirstUse() {
    }

    /** Initialises these classes, which need not be accessible here. */
    public static void prepare(Class<?>... classes) {
        for (Class<?> needed : classes) {
            initialise(needed.getName(), needed.getClassLoader());
        }
    }

    /** Initialises what the JDK needs where a thread waits. */
    public static void prepareWaits() {
        for (String needed : QUEUES) {
            initialise(needed, null);
        }
    }

    private static void initialise(String name, @Nullable ClassLoader loader) {
        try {
            Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            // Another JDK has other names. Then its classes are initialised at their first use.
        }
    }
}
