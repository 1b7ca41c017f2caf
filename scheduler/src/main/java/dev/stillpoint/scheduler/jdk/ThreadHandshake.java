package dev.stillpoint.scheduler.jdk;

/** The one way in which Java code can make the JVM stop a single thread for a moment. */
public final class ThreadHandshake {

    /*
     * Why it works. To take the stack of another thread the JVM executes a handshake with it: that thread comes to a
     * safepoint poll, or is in native code or blocked, where it cannot go on before the handshake has ended; then an
     * operation runs on its behalf. (HotSpot: GetStackTraceClosure, run by Handshake::execute, JDK 25.) The thread
     * publishes its state before, and reads what others wrote afterwards, with full ordering on both sides, as at
     * every transition of a thread.
     *
     * Alternatives. A shared arena's close stops all threads of the process. ThreadMXBean.getThreadInfo does so too, at
     * a safepoint. A membarrier system call orders memory, but cuts the thread between any two instructions, not at a
     * poll: forced quiescence needs the poll, for "count the hold, then read the grace period" must not be cut by
     * what the compiler moved in between. Nothing else of the Java API reaches one thread.
     */

    private ThreadHandshake() {
    }

    /**
     * Stops {@code thread} at a safepoint poll, or finds it in native code, blocked or ended. Everything that it did
     * before happens-before the return of this call, and everything that the caller did before happens-before what it
     * does next.
     *
     * <p>Costs some 5 to 100 microseconds, and the thread a few.
     *
     * @param thread a live platform thread, or one that has ended or not started; not the calling thread, which would
     *        not be stopped
     */
    public static void with(Thread thread) {
        // The stack is of no interest; taking it is the only thread-local handshake that Java code can ask for.
        thread.getStackTrace();
    }
}
