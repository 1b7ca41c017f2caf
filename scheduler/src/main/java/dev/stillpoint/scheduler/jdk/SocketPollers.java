// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.support.SharedSetup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts pollers in front of the JDK's, while some scheduler has an {@link EventQueue}. A thread that is mounted on a
 * carrier with a queue registers there; every other thread registers at the JDK's poller, as if nothing had changed.
 */
public final class SocketPollers extends SharedSetup {

    /*
     * What it is. The JDK keeps its pollers in two arrays, and reads an element each time that a thread begins to wait
     * for a descriptor or that somebody closes one. While there is a lease, each element is a poller of ours in front
     * of the JDK's own.
     *
     * Invariants.
     *   I1  Both pollers have one map of waiting threads. So whoever closes a socket finds the thread that waits for
     *       it, and whoever sees an event wakes it, whichever of the two the array held when the thread began to wait.
     *       Elements can thus be replaced at any moment, and be read without any ordering.
     *   I2  The JDK keeps nothing of ours when there is no lease. A thread that waits keeps the poller at which it
     *       began, as part of its stack; so what a poller in front asks is taken out of it. Only threads on carriers
     *       with a queue would have got an answer, and none of these is left.
     *   I3  A thread that is in the map is registered in an epoll that somebody watches: the JDK's, or the queue of the
     *       carrier on which it called. If a queue refuses a descriptor, the JDK's poller gets it, and says what is
     *       wrong with it.
     *
     * Errors. Setting up and taking down happen as a whole: what can fail comes first, then a fence, and then there are
     * only stores. A registration that fails half-way, at the end of a stack, is still armed in the queue although the
     * JDK has removed its thread from the map. Its event finds no thread, or wakes the next one that waits for that
     * descriptor without a cause. Threads that wait for sockets look again, and expect that.
     *
     * Other copies of this library, in other class loaders: the first one has the pollers. The others see that the
     * elements are not the JDK's, and leave them alone.
     */

    private static final SocketPollers INSTANCE = new SocketPollers();
    private static final Object[] NONE = {};
    private static final String PLATFORM_THREADS = "the JDK's pollers are platform threads (-Djdk.pollerMode=1)";

    // guarded by this; made once, because a class can be defined once only
    private @Nullable MethodHandle maker;
    // guarded by this: what the pollers in front ask; they share the arrays, which hold null once there is no lease
    private IntPredicate[] readRoute = {};
    // guarded by this
    private IntPredicate[] writeRoute = {};
    // guarded by this; empty unless there is a lease
    private Object[] readFronts = NONE;
    // guarded by this; empty unless there is a lease
    private Object[] writeFronts = NONE;
    // guarded by this; empty unless there is a lease
    private Object[] readOriginals = NONE;
    // guarded by this; empty unless there is a lease
    private Object[] writeOriginals = NONE;

    private SocketPollers() {
    }

    /**
     * Why carriers cannot wait for sockets in this JVM, or null. Starts and changes nothing. The pollers may still turn
     * out to be others than the JDK's when the first queue is opened.
     */
    public static @Nullable String obstacle() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return "only Linux has epoll";
        }
        if (Internals.OBSTACLE != null) {
            return Internals.OBSTACLE;
        }
        if (PollerMode.isPlatform()) {
            return PLATFORM_THREADS;
        }
        try {
            PollerInternals.check();
            return null;
        } catch (LinkageError e) {
            Throwable cause = e.getCause();
            return "the JDK's socket pollers are others than those that were checked: " + (cause == null ? e : cause);
        }
    }

    /**
     * Opens a queue for the carriers of one scheduler. The JDK's pollers must run.
     *
     * @throws IllegalStateException if the pollers are not the JDK's own, or the operating system grants no descriptor;
     *         nothing has changed then
     */
    public static EventQueue open() {
        Lease lease = INSTANCE.lease();
        try {
            return new EventQueue(SocketWaiters.ofTheJdk(), lease);
        } catch (Throwable e) {
            lease.close();
            throw e;
        }
    }

    @Override
    protected void setUp() {
        if (!PollerInternals.haveMaster()) {
            throw new IllegalStateException(PLATFORM_THREADS);
        }
        MethodHandle made = maker;
        if (made == null) {
            made = PollerInternals.pollerMaker();
            maker = made;
        }
        Object[] reading = PollerInternals.pollers(true);
        Object[] writing = PollerInternals.pollers(false);
        // Copies of this library in other class loaders have the same arrays.
        synchronized (reading) {
            requireJdks(reading);
            requireJdks(writing);
            readRoute = new IntPredicate[] {new Route(true)};
            writeRoute = new IntPredicate[] {new Route(false)};
            Object[] readInFront = inFrontOf(reading, readRoute, made);
            Object[] writeInFront = inFrontOf(writing, writeRoute, made);
            readOriginals = reading.clone();
            writeOriginals = writing.clone();
            readFronts = readInFront;
            writeFronts = writeInFront;
            replace(reading, readOriginals, readFronts, writing, writeOriginals, writeFronts);
        }
    }

    private static void requireJdks(Object[] pollers) {
        for (Object poller : pollers) {
            if (!PollerInternals.isOfTheJdk(poller)) {
                throw new IllegalStateException(
                        "another library, or another copy of this one, has put pollers of its own into the JDK");
            }
        }
    }

    private static Object[] inFrontOf(Object[] pollers, IntPredicate[] route, MethodHandle maker) {
        Object[] made = new Object[pollers.length];
        for (int i = 0; i < made.length; i++) {
            made[i] = PollerInternals.inFrontOf(pollers[i], route, maker);
        }
        return made;
    }

    @Override
    @SuppressWarnings("NullAway") // null is what the routes hold from now on
    protected void takeDown() {
        Object[] reading = PollerInternals.pollers(true);
        Object[] writing = PollerInternals.pollers(false);
        synchronized (reading) {
            replace(reading, readFronts, readOriginals, writing, writeFronts, writeOriginals);
            // Needs no pair: whoever asks the route still gets no for an answer (I2).
            readRoute[0] = null;
            writeRoute[0] = null;
        }
        readFronts = NONE;
        writeFronts = NONE;
        readOriginals = NONE;
        writeOriginals = NONE;
    }

    /** Replaces the elements of both arrays as a whole, whatever fails: after the fence nothing is called. */
    private static void replace(Object[] reading, Object[] readExpected, Object[] readReplacements, Object[] writing,
            Object[] writeExpected, Object[] writeReplacements) {
        // Needs no pair: the fields of the pollers are set, and whoever reads the other one is right too (I1).
        VarHandle.releaseFence();
        for (int i = 0; i < reading.length; i++) {
            if (reading[i] == readExpected[i]) {
                reading[i] = readReplacements[i];
            }
        }
        for (int i = 0; i < writing.length; i++) {
            if (writing[i] == writeExpected[i]) {
                writing[i] = writeReplacements[i];
            }
        }
    }

    /** What the pollers in front ask, on the thread that waits: whether the queue of its carrier takes the call. */
    private static final class Route implements IntPredicate {

        private final boolean toRead;

        Route(boolean toRead) {
            this.toRead = toRead;
        }

        /** Registers a descriptor, or removes the one whose complement this is; see {@link PollerClass}. */
        @Override
        public boolean test(int value) {
            EventQueue queue =
                    CurrentCarrierThread.get() instanceof JdkCarrierThread carrier ? carrier.eventQueue() : null;
            if (queue == null) {
                return false;
            }
            return value >= 0 ? queue.arm(value, toRead) : queue.disarm(~value, toRead);
        }
    }
}
