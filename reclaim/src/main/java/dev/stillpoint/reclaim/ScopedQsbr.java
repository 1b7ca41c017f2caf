// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Visitor;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierThread;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens read sections, on any thread. Readers start here.
 *
 * <p>Inside a section, whatever the thread reads from a {@link QsbrReference}, or otherwise reaches from a shared
 * pointer, is not freed before the section has ended. A section protects against every {@link Reclaimer} of the
 * process. Sections nest, may throw, and may park: a virtual thread of a {@code CarrierScheduler} then resumes on the
 * carrier it left, and other threads run there meanwhile. Memory that was unlinked before the section began may be
 * freed at any time, so take the pointer inside.
 *
 * {@snippet :
 * String country = ScopedQsbr.read(() -> table.get().country(address));
 * String same = ScopedQsbr.read(guard -> table.get(guard).country(address));
 * try (ReadGuard guard = ScopedQsbr.open()) {
 *     print(table.get(guard).country(address));
 * }
 * }
 *
 * <p><b>Cost.</b> On a carrier, a handful of instructions without a lock or an atomic: on x86 twelve or fourteen to
 * enter and one to leave, none of them a fence; on AArch64 two full fences and three for loads. On any other thread the
 * reader is a visitor: on a platform thread it pays a nanosecond or two more, a little less of them on a
 * {@link ReaderThread}, and after it was idle a fence; on a virtual thread of another scheduler it pays two atomic
 * additions for the outermost section.
 *
 * <p><b>Memory consistency effects.</b> All actions of a section happen-before the freeing of whatever waited for that
 * section.
 *
 * <p>A long section delays freeing by its own length. Source: McKenney and Slingwine, Read-Copy Update, 1998; Hart,
 * McKenney, Brown and Walpole, Performance of Memory Reclamation for Lockless Synchronization, 2007.
 */
public final class ScopedQsbr {

    private static final GracePeriods GRACE = initialised();

    /**
     * What a read section computes, given its guard.
     *
     * @param <T> its result, which must be neither the guard nor something that it protects
     * @param <X> what it throws
     */
    @FunctionalInterface
    public interface GuardedBody<T extends @Nullable Object, X extends Throwable> {

        T read(ReadGuard guard) throws X;
    }

    /**
     * What a read section computes. It is a {@link GuardedBody} that does not need its guard, and so the more specific
     * of the two for the compiler: where a method reference fits both, as {@code table::get} does, {@code read} takes
     * it as this one.
     *
     * @param <T> its result, which must not be something that the section protects
     * @param <X> what it throws
     */
    @FunctionalInterface
    public interface SectionBody<T extends @Nullable Object, X extends Throwable> extends GuardedBody<T, X> {

        T read() throws X;

        @Override
        default T read(ReadGuard guard) throws X {
            return read();
        }
    }

    /**
     * What a read section does when it has no result.
     *
     * @param <X> what it throws
     */
    @FunctionalInterface
    public interface SectionAction<X extends Throwable> {

        void run() throws X;
    }

    /** What {@link #run} reads. A class and not a lambda, so that it is there before the first section. */
    private record Action<X extends Throwable>(SectionAction<X> action) implements GuardedBody<Boolean, X> {

        @Override
        public Boolean read(ReadGuard guard) throws X {
            action.run();
            return Boolean.TRUE;
        }
    }

    private ScopedQsbr() {
    }

    /**
     * Initialises every class that a section needs, together with this one and so before any section. Between the
     * instruction that finds the carrier and the hold that keeps the thread there, the thread must not unmount. On
     * later JDKs a virtual thread may unmount where it needs a class that another one initialises just then.
     */
    private static GracePeriods initialised() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            lookup.ensureInitialized(CheckedMode.class);
            lookup.ensureInitialized(CurrentCarrier.class);
            lookup.ensureInitialized(CurrentVisitor.class);
            lookup.ensureInitialized(ReaderThread.class);
            lookup.ensureInitialized(ReadGuard.class);
            lookup.ensureInitialized(Action.class);
        } catch (IllegalAccessException e) {
            throw new AssertionError("this class may use all of them", e);
        }
        return GracePeriods.process();
    }

    /** Initialises this class, if it was not, and all that sections need. */
    static void prepare() {
        // To call it is enough.
    }

    /**
     * Runs {@code body} inside a read section.
     *
     * @return what the body returns; it must not be something that the section protects
     * @throws NullPointerException if the body is null; no section was opened
     * @throws X what the body throws; the section has ended
     */
    public static <T extends @Nullable Object, X extends Throwable> T read(SectionBody<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        if (CheckedMode.ENABLED) {
            return CheckedSections.read(_ -> body.read());
        }
        Registers registers = CurrentCarrier.registers();
        if (registers == null) {
            return readAsVisitor(body);
        }
        GRACE.enter(registers);
        try {
            return body.read();
        } finally {
            // This is still the same carrier: a thread with holds resumes at home only.
            try {
                registers.release();
            } catch (StackOverflowError e) {
                // See CarrierThread: no call may stand here.
                if (registers instanceof CarrierThread here) {
                    // Pairs with Registers.holdsAcquire: as in Registers.release.
                    here.ending = 0;
                    here.holds -= 1 + here.ending;
                }
            }
        }
    }

    /**
     * Runs {@code body} inside a read section and hands it the guard, as a token that methods can ask for. The body
     * need not close it.
     *
     * @return what the body returns; it must be neither the guard nor something that it protects
     * @throws NullPointerException if the body is null; no section was opened
     * @throws X what the body throws; the section has ended
     */
    public static <T extends @Nullable Object, X extends Throwable> T read(GuardedBody<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        if (CheckedMode.ENABLED) {
            return CheckedSections.read(body);
        }
        ReadGuard guard = open();
        Registers registers = guard.registers;
        Visitor visitor = guard.visitor;
        try {
            return body.read(guard);
        } finally {
            try {
                guard.close();
            } catch (StackOverflowError e) {
                // See CarrierThread: no call may stand here. What overflowed was the release, so the guard is open.
                if (registers instanceof CarrierThread here) {
                    // Pairs with Registers.holdsAcquire: as in Registers.release.
                    here.ending = 0;
                    here.holds -= 1 + here.ending;
                } else if (visitor != null) {
                    if (visitor.isCounted) {
                        visitor.overdue++;
                    } else {
                        // Pairs with Visitor.holdsAcquire: as in Visitor.end.
                        visitor.ending = 0;
                        visitor.holds -= 1 + visitor.ending;
                    }
                }
                guard.closed = true;
            }
        }
    }

    /**
     * Runs {@code action} inside a read section, for sections without a result.
     *
     * @throws NullPointerException if the action is null; no section was opened
     * @throws X what the action throws; the section has ended
     */
    public static <X extends Throwable> void run(SectionAction<X> action) throws X {
        Objects.requireNonNull(action, "action");
        read(new Action<>(action));
    }

    /** Opens a read section that lasts until the same thread closes the guard. Use it in try-with-resources. */
    public static ReadGuard open() {
        Registers registers = CurrentCarrier.registers();
        ReadGuard guard;
        if (registers != null) {
            guard = new ReadGuard(Thread.currentThread(), registers, null);
            GRACE.enter(registers);
        } else {
            Visitor visitor = CurrentVisitor.get();
            guard = new ReadGuard(Thread.currentThread(), null, visitor);
            GRACE.enter(visitor);
        }
        if (CheckedMode.ENABLED) {
            guard.watch();
        }
        return guard;
    }

    /** Whether the calling thread is inside a read section. */
    public static boolean isReading() {
        Registers registers = CurrentCarrier.registers();
        return registers != null ? registers.holds() != 0 : CurrentVisitor.get().isReading();
    }

    /**
     * Announces an explicit quiescent state, for long computations outside read sections, and lets other threads run.
     * If no grace period is pending it costs two reads. On a thread that is on no carrier it does nothing, because
     * visitors hold up nothing outside a section.
     *
     * <p>A carrier announces quiescence by itself only when its thread unmounts. A thread that computes for long and
     * never parks therefore holds up a grace period until its carrier is stopped and looked at. That happens after some
     * milliseconds, unless forcing is switched off ({@link ReclaimerConfig#withForceAfter}): then it holds it up for as
     * long as it computes. With checkpoints grace periods end sooner, and nobody is stopped.
     *
     * @throws IllegalStateException if called inside a read section, which is not a quiescent state
     */
    public static void checkpoint() {
        if (isReading()) {
            throw new IllegalStateException(
                    "checkpoint() inside a read section announces nothing; leave the section first.");
        }
        if (GRACE.isPending()) {
            Carrier here = CurrentCarrier.get();
            if (here != null) {
                // A pinned thread cannot unmount, and so would not announce. The caller is in no section, so what is
                // mounted here is no reader.
                here.announceUnmount();
                Thread.yield();
            }
        }
    }

    private static <T extends @Nullable Object, X extends Throwable> T readAsVisitor(SectionBody<T, X> body) throws X {
        Visitor visitor = CurrentVisitor.get();
        GRACE.enter(visitor);
        try {
            return body.read();
        } finally {
            try {
                GRACE.exit(visitor);
            } catch (StackOverflowError e) {
                // No call may stand here.
                if (visitor.isCounted) {
                    visitor.overdue++;
                } else {
                    // Pairs with Visitor.holdsAcquire: as in Visitor.end.
                    visitor.ending = 0;
                    visitor.holds -= 1 + visitor.ending;
                }
            }
        }
    }
}
