// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Visitor;
import dev.stillpoint.reclaim.grace.VisitorRegistry;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** The calling thread as a visitor, for threads that are on no carrier. */
final class CurrentVisitor {

    /*
     * Four ways lead to a thread's visitor, the shortest first.
     *   visitor    the field of a ReaderThread.
     *   RECENT     an array, where a thread's number says in which slot to look. Two threads may share a slot and then
     *              push each other out. A slot that names another thread, or nobody, is no answer.
     *   CURRENT    a thread-local variable. Some pools clear those of their threads. Others outlive the application
     *              whose code they ran, so the thread itself must not keep anything of ours.
     *   REGISTRY   has every visitor, once, for as long as its thread can run.
     *
     * The slots are plain. What a thread finds there under its own name it has put there itself, so it sees all of it.
     * Another thread's visitor it may see half-made, and then that names nobody.
     */

    private static final VisitorRegistry REGISTRY = GracePeriods.process().registry();
    private static final ThreadLocal<Reference<Visitor>> CURRENT = new ThreadLocal<>();
    /** A power of two. */
    private static final int SLOTS = 1024;
    private static final @Nullable Visitor[] RECENT = new Visitor[SLOTS];

    private CurrentVisitor() {
    }

    static Visitor get() {
        Thread thread = Thread.currentThread();
        if (thread instanceof ReaderThread reader) {
            Visitor own = reader.visitor;
            return own != null ? own : find(thread);
        }
        Visitor recent = RECENT[(int) thread.threadId() & (SLOTS - 1)];
        return recent != null && recent.refersTo(thread) ? recent : find(thread);
    }

    private static Visitor find(Thread thread) {
        Reference<Visitor> known = CURRENT.get();
        Visitor visitor = known == null ? null : known.get();
        if (visitor == null) {
            visitor = register(thread);
        }
        if (thread instanceof ReaderThread reader) {
            reader.visitor = visitor;
        } else if (!visitor.isCounted) {
            RECENT[(int) thread.threadId() & (SLOTS - 1)] = visitor;
        }
        return visitor;
    }

    /**
     * Ends what the program's code has left open on a thread of the library, which would wait for itself: nobody else
     * can close a guard of this thread. The log is told. A guard that is closed later all the same does no harm.
     */
    static void endWhatWasLeftOpen() {
        if (endSection()) {
            Reports.guardLeftOpen(Thread.currentThread());
            // A handler of the log is a call-back too. Telling what it leaves open could make it leave one for ever.
            endSection();
        }
    }

    /** Ends the section of this thread. Returns whether it was in one. */
    private static boolean endSection() {
        Visitor visitor = get();
        boolean reading = visitor.isReading();
        if (reading) {
            // No ReaderThread comes here: the thread is one of the library's.
            RECENT[(int) Thread.currentThread().threadId() & (SLOTS - 1)] = null;
            CURRENT.remove();
            REGISTRY.forget(visitor);
        }
        return reading;
    }

    /** Without memory or stack it throws, and the thread has entered nothing. */
    private static Visitor register(Thread thread) {
        Visitor visitor = REGISTRY.of(thread);
        CURRENT.set(new WeakReference<>(visitor));
        return visitor;
    }
}
