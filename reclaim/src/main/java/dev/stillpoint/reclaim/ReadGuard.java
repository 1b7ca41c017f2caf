// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.GuardLeaks;
import dev.stillpoint.reclaim.checked.GuardLeaks.Opening;
import dev.stillpoint.reclaim.checked.SectionClock;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Visitor;
import dev.stillpoint.scheduler.carrier.CarrierThread;
import dev.stillpoint.scheduler.carrier.Registers;
import org.jspecify.annotations.Nullable;

/**
 * An open read section. It belongs to the thread that opened it: do not store it in a field, do not return it, and do
 * not hand it to another thread.
 *
 * <p>Guards of one thread may be closed in any order; the section lasts until the last one is closed.
 */
public final class ReadGuard implements AutoCloseable {

    private static final GracePeriods GRACE = GracePeriods.process();

    private final Thread owner;
    // of the carrier on which the thread was mounted, and therefore still is; null for a visitor
    final @Nullable Registers registers;
    final @Nullable Visitor visitor;
    // owner thread only; set in checked mode only
    private @Nullable Opening opening;
    // owner thread only
    boolean closed;

    ReadGuard(Thread owner, @Nullable Registers registers, @Nullable Visitor visitor) {
        this.owner = owner;
        this.registers = registers;
        this.visitor = visitor;
    }

    /**
     * Starts to watch the guard, in checked mode. Called once the section is open, because before that the thread must
     * not park. If it fails, the guard is closed: nobody else has it yet.
     */
    void watch() {
        Opening watched = null;
        try {
            watched = GuardLeaks.watch(this);
            SectionClock.enter();
            opening = watched;
        } finally {
            if (opening == null) {
                close();
                if (watched != null) {
                    watched.close();
                }
            }
        }
    }

    /**
     * Closes the guard. Closing it again does nothing. The section of a thread that ended with an open guard ends
     * without a close. If the stack has no room for this call, the guard is still open, and can be closed further up in
     * the stack.
     *
     * @throws WrongThreadException if called by another thread than the one that opened it; the guard stays open
     */
    @Override
    public void close() {
        if (Thread.currentThread() != owner) {
            throw wrongThread();
        }
        if (closed) {
            return;
        }
        if (registers != null) {
            try {
                registers.release();
            } catch (StackOverflowError e) {
                // See CarrierThread: no call may stand here.
                if (!(registers instanceof CarrierThread here)) {
                    throw e;
                }
                // Pairs with Registers.holdsAcquire: as in Registers.release.
                here.ending = 0;
                here.holds -= 1 + here.ending;
            }
        } else if (visitor != null) {
            try {
                GRACE.exit(visitor);
            } catch (StackOverflowError e) {
                // No call may stand here. A counted visitor's end needs one.
                if (visitor.isCounted) {
                    throw e;
                }
                // Pairs with Visitor.holdsAcquire: as in Visitor.end.
                visitor.ending = 0;
                visitor.holds -= 1 + visitor.ending;
            }
        }
        // Only now: where the stack has no room for the exit it throws and changes nothing, and the section is open.
        closed = true;
        if (CheckedMode.ENABLED && opening != null) {
            opening.close();
            SectionClock.exit();
        }
    }

    private WrongThreadException wrongThread() {
        return new WrongThreadException(owner.isAlive()
                ? "This guard was opened by %s and must be closed there, not by %s.".formatted(owner,
                        Thread.currentThread())
                : "This guard was opened by %s, which has ended. Its section ends without a close, not by %s."
                        .formatted(owner, Thread.currentThread()));
    }

    /**
     * Checks that this guard protects the caller. For methods that ask for a guard, such as those of a program's own
     * structures: they call this before they read.
     *
     * @throws IllegalStateException if the guard is closed
     * @throws WrongThreadException in checked mode, if the guard is another thread's
     */
    public void requireOpen() {
        if (CheckedMode.ENABLED && Thread.currentThread() != owner) {
            throw new WrongThreadException("This guard protects %s, not %s. Open a section of your own."
                    .formatted(owner, Thread.currentThread()));
        }
        if (closed) {
            throw new IllegalStateException("This guard is closed and protects nothing. Read inside the section.");
        }
    }
}
