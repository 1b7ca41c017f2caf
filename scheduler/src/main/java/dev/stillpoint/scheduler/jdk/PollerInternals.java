// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.function.IntPredicate;
import jdk.internal.misc.Unsafe;

/**
 * The JDK's epoll, and the inside of its socket pollers (JDK 25, Linux). Whoever uses it asks
 * {@link SocketPollers#obstacle()} first: where anything is not as it was, this class does not initialise.
 *
 * <ul>
 * <li>{@code Poller.POLLERS} holds two arrays of pollers, for reading and writing. A thread that waits for a descriptor
 * takes the poller whose index are the last bits of the descriptor, and reads the array each time.
 * <li>{@code Poller.map} has the thread that waits for each descriptor. The thread enters itself before it registers,
 * and is woken by whoever removes it.
 * <li>{@code EPoll.wait} answers a negative number if a signal interrupted it.
 * </ul>
 */
final class PollerInternals {

    private static final MethodHandles.Lookup INSIDE;
    private static final Class<?> POLLER;
    private static final Class<?> EPOLL_POLLER;
    private static final long MAP_OFFSET;

    private static final MethodHandle POLLERS;
    private static final MethodHandle READ_POLLERS;
    private static final MethodHandle WRITE_POLLERS;
    private static final MethodHandle MASTER_POLLER;

    private static final MethodHandle CREATE;
    private static final MethodHandle CONTROL;
    private static final MethodHandle WAIT;
    private static final MethodHandle ALLOCATE;
    private static final MethodHandle FREE;
    private static final MethodHandle EVENT;
    private static final MethodHandle DESCRIPTOR;

    private static final MethodHandle NEW_EVENT_FD;
    private static final MethodHandle EVENT_FD_NUMBER;
    private static final MethodHandle EVENT_FD_SET;
    private static final MethodHandle EVENT_FD_CLOSE;
    private static final MethodHandle DRAIN;
    private static final MethodHandle CLOSE_FD;
    private static final MethodHandle NEW_FD;
    private static final MethodHandle CONFIGURE_BLOCKING;

    static {
        try {
            Internals.openTo("sun.nio.ch", PollerInternals.class.getModule());
            POLLER = Class.forName("sun.nio.ch.Poller", false, null);
            INSIDE = MethodHandles.privateLookupIn(POLLER, MethodHandles.lookup());
            EPOLL_POLLER = INSIDE.findClass("sun.nio.ch.EPollPoller");
            MAP_OFFSET = offsetOfMap();
            Class<?> pollers = INSIDE.findClass("sun.nio.ch.Poller$Pollers");
            POLLERS = INSIDE.findStaticGetter(POLLER, "POLLERS", pollers)
                    .asType(MethodType.methodType(Object.class));
            READ_POLLERS = arrayGetter(pollers, "readPollers");
            WRITE_POLLERS = arrayGetter(pollers, "writePollers");
            MASTER_POLLER = INSIDE.findGetter(pollers, "masterPoller", POLLER)
                    .asType(MethodType.methodType(Object.class, Object.class));
            Class<?> epoll = INSIDE.findClass("sun.nio.ch.EPoll");
            CREATE = INSIDE.findStatic(epoll, "create", MethodType.methodType(int.class));
            CONTROL = INSIDE.findStatic(epoll, "ctl",
                    MethodType.methodType(int.class, int.class, int.class, int.class, int.class));
            WAIT = INSIDE.findStatic(epoll, "wait",
                    MethodType.methodType(int.class, int.class, long.class, int.class, int.class));
            ALLOCATE = INSIDE.findStatic(epoll, "allocatePollArray", MethodType.methodType(long.class, int.class));
            FREE = INSIDE.findStatic(epoll, "freePollArray", MethodType.methodType(void.class, long.class));
            EVENT = INSIDE.findStatic(epoll, "getEvent", MethodType.methodType(long.class, long.class, int.class));
            DESCRIPTOR = INSIDE.findStatic(epoll, "getDescriptor", MethodType.methodType(int.class, long.class));
            Class<?> eventFd = INSIDE.findClass("sun.nio.ch.EventFD");
            NEW_EVENT_FD = INSIDE.findConstructor(eventFd, MethodType.methodType(void.class))
                    .asType(MethodType.methodType(Object.class));
            EVENT_FD_NUMBER = INSIDE.findVirtual(eventFd, "efd", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, Object.class));
            EVENT_FD_SET = INSIDE.findVirtual(eventFd, "set", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            EVENT_FD_CLOSE = INSIDE.findVirtual(eventFd, "close", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            Class<?> util = INSIDE.findClass("sun.nio.ch.IOUtil");
            DRAIN = INSIDE.findStatic(util, "drain", MethodType.methodType(boolean.class, int.class))
                    .asType(MethodType.methodType(void.class, int.class));
            NEW_FD = INSIDE.findStatic(util, "newFD", MethodType.methodType(FileDescriptor.class, int.class));
            CONFIGURE_BLOCKING = INSIDE.findStatic(util, "configureBlocking",
                    MethodType.methodType(void.class, FileDescriptor.class, boolean.class));
            CLOSE_FD = INSIDE.findStatic(INSIDE.findClass("sun.nio.ch.FileDispatcherImpl"), "closeIntFD",
                    MethodType.methodType(void.class, int.class));
        } catch (Throwable e) {
            throw new IllegalStateException("an internal class, method or field is not where it was", e);
        }
    }

    private PollerInternals() {
    }

    private static long offsetOfMap() throws ReflectiveOperationException {
        if (POLLER.getDeclaredField("map").getType() != Map.class) {
            throw new NoSuchFieldException("map of waiting threads");
        }
        return Unsafe.getUnsafe().objectFieldOffset(POLLER, "map");
    }

    private static MethodHandle arrayGetter(Class<?> pollers, String name) throws ReflectiveOperationException {
        return INSIDE.findGetter(pollers, name, POLLER.arrayType())
                .asType(MethodType.methodType(Object[].class, Object.class));
    }

    /** Initialises this class, or throws why that cannot be. Starts no poller. */
    static void check() {
        // The initialiser has done it.
    }

    // -- the pollers

    /** The arrays of pollers, the JDK's own and never copies: for reading and for writing. Starts the pollers. */
    static Object[] pollers(boolean reading) {
        try {
            Object all = (Object) POLLERS.invokeExact();
            return reading ? (Object[]) READ_POLLERS.invokeExact(all) : (Object[]) WRITE_POLLERS.invokeExact(all);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Whether the pollers are virtual threads below one master, so that selectors do not use the arrays. */
    static boolean haveMaster() {
        try {
            Object master = (Object) MASTER_POLLER.invokeExact((Object) POLLERS.invokeExact());
            return master != null;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Whether the object is a poller as the JDK makes them. */
    static boolean isOfTheJdk(Object poller) {
        return poller.getClass() == EPOLL_POLLER;
    }

    /** The threads that wait at a poller, by descriptor. Live, and safe for any thread. */
    @SuppressWarnings("unchecked")
    static Map<Integer, Thread> waitersOf(Object poller) {
        return (Map<Integer, Thread>) Unsafe.getUnsafe().getReference(poller, MAP_OFFSET);
    }

    /** Makes pollers that ask a route first, as {@link PollerClass} says. */
    static MethodHandle pollerMaker() {
        try {
            Class<?> made = pollerClass();
            return INSIDE.findConstructor(made, MethodType.methodType(void.class, POLLER, IntPredicate[].class))
                    .asType(MethodType.methodType(Object.class, Object.class, IntPredicate[].class));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The class stays when this library goes. Copies of the library in other class loaders find it. */
    private static Class<?> pollerClass() throws ReflectiveOperationException {
        try {
            return INSIDE.defineClass(PollerClass.bytes());
        } catch (LinkageError e) {
            return Class.forName(PollerClass.NAME, true, null);
        }
    }

    /**
     * A poller in front of another one, with its waiters. Nobody else has it yet, so they can be set: publish it by a
     * release.
     *
     * @param route the one element is asked; null means that it is as if there were no poller in front
     */
    static Object inFrontOf(Object poller, IntPredicate[] route, MethodHandle maker) {
        try {
            Object made = (Object) maker.invokeExact(poller, route);
            Unsafe.getUnsafe().putReference(made, MAP_OFFSET, waitersOf(poller));
            return made;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    // -- epoll

    /** A new instance of epoll. */
    static int create() {
        try {
            return (int) CREATE.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Changes a registration. Returns 0, or the number of the error. */
    static int control(int epoll, int operation, int descriptor, int events) {
        try {
            return (int) CONTROL.invokeExact(epoll, operation, descriptor, events);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits for events: for ever if {@code timeout} is -1, not at all if it is 0. Returns how many there are. */
    static int await(int epoll, long events, int most, int timeout) {
        try {
            int found = (int) WAIT.invokeExact(epoll, events, most, timeout);
            // No call from here to the store of the number: events that were taken are reported to nobody else.
            return found > 0 ? found : 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Memory for so many events. */
    static long allocate(int events) {
        try {
            return (long) ALLOCATE.invokeExact(events);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void free(long events) {
        try {
            FREE.invokeExact(events);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The descriptor that an event is about. */
    static int descriptor(long events, int index) {
        try {
            return (int) DESCRIPTOR.invokeExact((long) EVENT.invokeExact(events, index));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    // -- an event descriptor

    /** A descriptor that is readable once {@link #set} was called, and until {@link #drain}. */
    static Object newEventFd() {
        try {
            return (Object) NEW_EVENT_FD.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Draining must not wait for the next signal when there is none. */
    static void unblock(int descriptor) {
        try {
            CONFIGURE_BLOCKING.invokeExact((FileDescriptor) NEW_FD.invokeExact(descriptor), false);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int numberOf(Object eventFd) {
        try {
            return (int) EVENT_FD_NUMBER.invokeExact(eventFd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void closeEventFd(Object eventFd) {
        try {
            EVENT_FD_CLOSE.invokeExact(eventFd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void set(Object eventFd) {
        try {
            EVENT_FD_SET.invokeExact(eventFd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void drain(int eventFd) {
        try {
            DRAIN.invokeExact(eventFd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Closes a descriptor. It is still open only if an error is thrown. */
    static void close(int descriptor) {
        try {
            CLOSE_FD.invokeExact(descriptor);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            // Linux has closed it all the same, and somebody else may have the number by now.
        }
    }

    /** The methods above throw I/O exceptions, for want of descriptors as a rule. Errors pass through. */
    private static RuntimeException unexpected(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(String.valueOf(cause.getMessage()), cause);
    }
}
