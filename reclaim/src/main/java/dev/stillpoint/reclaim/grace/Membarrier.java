// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.stillpoint.scheduler.carrier.Handshake;
import dev.stillpoint.scheduler.support.DaemonThreads;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The system call {@code membarrier} of Linux, by which every thread of this process passes a full fence. It waits for
 * nobody who has no processor.
 */
public final class Membarrier {

    /*
     * What it is. MEMBARRIER_CMD_PRIVATE_EXPEDITED (Linux 4.14) interrupts the processors on which a thread of this
     * process runs, each for about a microsecond, and returns when each has executed a full fence. Threads without a
     * processor have executed one when they lost it. So for each thread there is a moment between the call and its
     * return, the cut: what the thread did before is visible to the caller, and what it does afterwards sees what the
     * caller did before the call. That moment lies between any two instructions of the machine, not at a poll. What can
     * be concluded from it says PendingGracePeriod.
     *
     * Where it is used. On Linux, on two kinds of processors; in a JVM whose compilers are known to keep the order of a
     * section; and only if native access is allowed already, so that nobody needs a flag or sees a warning. A process
     * must register first, which a filter of system calls may refuse, and an old kernel.
     *
     * When. Linking takes memory, and seconds where the processors are taken, so the first reclaimer has it done by a
     * thread of its own, and until that has come through there is no call. A failure for want of memory is forgotten,
     * and the next reclaimer tries again.
     *
     * State.
     *   UNTRIED -> LINKING      // somebody links
     *   LINKING -> UNTRIED      // native access is not allowed, or there was no memory
     *   LINKING -> LINKED       // registered and tried; `call` was set before
     *   LINKING -> NONE         // not on this system, or it is refused
     *   LINKED  -> NONE         // it is refused from now on
     */

    private enum State {
        UNTRIED, LINKING, LINKED, NONE
    }

    /** Makes the call with this command; flags and processor are 0. Returns 0, or -1 if it is refused. */
    @FunctionalInterface
    interface SystemCall {

        long call(long command) throws Throwable;
    }

    /** Finds the function, if it may be used here. */
    @FunctionalInterface
    interface Finder {

        @Nullable SystemCall find() throws Throwable;
    }

    private static final long QUERY = 0;
    static final long PRIVATE_EXPEDITED = 1 << 3;
    static final long REGISTER_PRIVATE_EXPEDITED = 1 << 4;

    private static final long NO_NUMBER = -1;

    /** The JDK links a call the first time, and compiles its handle after 127 times. Both need memory and stack. */
    private static final int CALLS_UNTIL_COMPILED = 200;

    private static final Membarrier PROCESS = new Membarrier(new CLibraryFinder());

    private final Finder finder;
    private final AtomicReference<State> state = new AtomicReference<>(State.UNTRIED);
    // who links, before the state says so
    private @Nullable SystemCall call;

    /** One that is not linked. */
    Membarrier(Finder finder) {
        this.finder = finder;
    }

    /** That of this process. */
    public static Membarrier ofProcess() {
        return PROCESS;
    }

    /** One that nobody can call, as long as nobody links it. */
    static Membarrier unlinked() {
        return new Membarrier(PROCESS.finder);
    }

    /** Has it linked by another thread, unless it is or cannot be. If that fails, it is as if nobody had asked. */
    public void prepare() {
        if (state.get() == State.UNTRIED) {
            try {
                DaemonThreads.ofTheProcess("stillpoint-membarrier", this::link).start();
            } catch (OutOfMemoryError e) {
                // Carriers are stopped instead.
            }
        }
    }

    /** Links it, unless it is linked or cannot be, or another thread is about to. */
    public void link() {
        if (!state.compareAndSet(State.UNTRIED, State.LINKING)) {
            return;
        }
        State result = State.UNTRIED;
        try {
            SystemCall found = finder.find();
            if (found != null) {
                call = found;
                result = isAllowed(found) ? State.LINKED : State.NONE;
            }
        } catch (VirtualMachineError e) {
            // Carriers are stopped instead, until somebody tries again.
        } catch (Throwable e) {
            result = State.NONE;
        } finally {
            state.set(result);
        }
    }

    /** Registers the process, and tries the call. */
    private static boolean isAllowed(SystemCall found) throws Throwable {
        if (found.call(REGISTER_PRIVATE_EXPEDITED) != 0) {
            return false;
        }
        for (int i = 0; i < CALLS_UNTIL_COMPILED; i++) {
            found.call(QUERY);
        }
        return found.call(PRIVATE_EXPEDITED) == 0;
    }

    /** Whether it can be called. */
    public boolean isAvailable() {
        return state.get() == State.LINKED;
    }

    /**
     * Cuts every thread of the process, if it can be called.
     *
     * @return whether each of them was cut between this call and its return. Otherwise nothing is known, be it that
     *         there is no such call, that it was refused, or that the caller had no memory or stack for it
     */
    boolean tryCut() {
        if (!isAvailable()) {
            return false;
        }
        try {
            SystemCall linked = call;
            if (linked != null && linked.call(PRIVATE_EXPEDITED) == 0) {
                return true;
            }
            state.set(State.NONE);
        } catch (Throwable e) {
            // Carriers are stopped instead, this time.
        }
        return false;
    }

    /** The C library's function {@code syscall}. A class and not a lambda: it is there before the first section. */
    private static final class CLibraryFinder implements Finder {

        @Override
        @SuppressWarnings("restricted") // it is asked before whether native access is allowed
        public @Nullable SystemCall find() {
            long number = number(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
            if (number == NO_NUMBER || !Handshake.isAvailable()) {
                throw new UnsupportedOperationException("no membarrier that is known here");
            }
            if (!Membarrier.class.getModule().isNativeAccessEnabled()) {
                return null;
            }
            Linker linker = Linker.nativeLinker();
            MethodHandle function = linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
            MethodHandle membarrier =
                    MethodHandles.insertArguments(MethodHandles.insertArguments(function, 2, 0L, 0L), 0, number);
            return command -> (long) membarrier.invokeExact(command);
        }
    }

    /** The number of the call on a system and a kind of processor; negative if it is not known. */
    static long number(String system, String processor) {
        if (!system.equals("Linux")) {
            return NO_NUMBER;
        }
        return switch (processor) {
            case "amd64" -> 324;
            case "aarch64" -> 283;
            default -> NO_NUMBER;
        };
    }
}
