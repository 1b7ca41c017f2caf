// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.lang.foreign.Arena;

/** Makes the JVM stop a thread for a moment, or all threads, in the ways that Java code has. */
public final class ThreadHandshake {

    /*
     * Why it works. To take the stack of another thread, the JVM executes a handshake with it. That thread comes to a
     * safepoint poll, or is in native code or blocked, where it cannot go on before the handshake has ended. Then an
     * operation runs on its behalf. (HotSpot: GetStackTraceClosure, run by Handshake::execute, JDK 25.) The thread
     * publishes its state before, and reads what others wrote afterwards. Both sides are fully ordered, as at every
     * transition of a thread.
     *
     * All threads. To close a shared arena, the JVM executes such a handshake with every thread of the process, whether
     * the arena is empty or not: whoever runs inside it must have left. (SharedSession.justClose,
     * ScopedMemoryAccess.closeScope0; HotSpot: CloseScopedMemoryHandshake, JDK 25.) The threads are asked all at once,
     * so those without a processor wait for one at the same time.
     *
     * Threads of other classes. A class may override Thread.getStackTrace, and then asking its threads stops nobody.
     * For one of these all threads are stopped.
     *
     * Alternatives. ThreadMXBean.getThreadInfo stops all threads at a safepoint: each of them then waits for the last.
     * A membarrier system call orders memory and stops nobody, but cuts threads between any two instructions, not at a
     * poll, and is not there on every system. Forced quiescence uses it where it is. Nothing else in the Java API
     * reaches one thread, or a few.
     */

    /** Whether the threads of a class answer {@code getStackTrace} themselves. */
    private static final ClassValue<Boolean> OVERRIDES = new ClassValue<>() {

        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                return type.getMethod("getStackTrace").getDeclaringClass() != Thread.class;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("Thread has this method", e);
            }
        }
    };

    private static final StackTraceElement[] NO_STACK = {};

    private ThreadHandshake() {
    }

    /** Whether this is the JVM of which the above is known: HotSpot, of the release on which it was checked. */
    public static boolean isAvailable() {
        return isKnown(Runtime.version().feature(), System.getProperty("java.vm.name", ""));
    }

    static boolean isKnown(int feature, String vmName) {
        return feature == Requirements.SUPPORTED_FEATURE
                && (vmName.contains("HotSpot") || vmName.startsWith("OpenJDK "));
    }

    /**
     * Stops {@code thread} at a safepoint poll, or finds it in native code, blocked or ended. Everything that it did
     * before happens-before the return of this call. Everything that the caller did before happens-before what the
     * thread does next.
     *
     * <p>This costs the caller some 5 to 100 microseconds, and the thread a few.
     *
     * @param thread a platform thread that is live, has ended or was not started; not the calling thread, which would
     *        not be stopped
     */
    public static void with(Thread thread) {
        if (answersItself(thread)) {
            withAll();
        } else {
            // The stack is of no interest. Taking it is the only thread-local handshake that Java code can ask for.
            thread.getStackTrace();
        }
    }

    /** The same with all platform threads of the process, carriers included, and at once. */
    public static void withAll() {
        Arena.ofShared().close();
    }

    private static boolean answersItself(Thread thread) {
        Class<?> type = thread.getClass();
        return type != Thread.class && OVERRIDES.get(type);
    }

    /** The stack of any thread, as the JVM sees it: a method that its class has may throw, or take its time. */
    public static StackTraceElement[] stackOf(Thread thread) {
        if (answersItself(thread)) {
            return Thread.getAllStackTraces().getOrDefault(thread, NO_STACK);
        }
        return thread.getStackTrace();
    }
}
