// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.support.SafeLog;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads that read as visitors, found by thread: to say who is inside, and to release who ended there with an open
 * guard.
 */
public final class VisitorRegistry {

    /*
     * What it is. A hash table of the visitors, cut into stripes. Each stripe has a lock, which is its monitor: an
     * error unlocks it, whatever it strikes. A thread comes here with its first section only, or with the first one
     * since somebody cleared its thread-local variables.
     *
     * Invariants.
     *   I1  A thread that can run and is inside a section is in the table, once.
     *   I2  The section of a thread that ended inside is left once. A driver does it, one at a time, and under the
     *       lock: it counts the exit and clears `holds`, and nothing that can fail comes between the two. The owner can
     *       do it no more, because it has ended, and ReadGuard refuses every other thread.
     *   I3  A thread is known by its object, not by its number, which another one may get when it has ended.
     *   I4  A thread of the library leaves the section that the program's code has left open on it. Its visitor goes
     *       out of the table with that, so a guard that is closed later closes a hold that nobody looks at.
     *
     * Ordering. All fields of the table are read and written under the lock. What the owner did comes before
     * Thread.isAlive() returns false. If the collector has taken a thread, that thread was parked, and was seen so at a
     * safepoint after all that it did.
     *
     * Errors. Memory comes before the links, and the links are plain stores without a call among them. So who runs out
     * of memory or stack on the way in is not registered, or is and finds itself the next time; it has not entered. A
     * driver that fails in a sweep has released some visitors and not the others; the next sweep finds these.
     *
     * Size. Who registers drops those of its chain that have ended outside, and each grace period does so with a few
     * chains. So short-lived visitors are gone about when as many others have come as there are chains. The table grows
     * with the threads that live at one time, and keeps its size.
     */

    private static final SafeLog LOG = SafeLog.to("dev.stillpoint.reclaim");
    /** Many, for who meets another thread at a stripe may have to block. */
    private static final int STRIPES_PER_COUNTER = 16;
    /** Of a stripe; a power of two. */
    private static final int FEWEST_CHAINS = 4;
    private static final int MOST_NAMED = 16;

    private final Stripe[] stripes;
    // driver only
    private int turn;

    VisitorRegistry(Visitors visitors) {
        stripes = new Stripe[STRIPES_PER_COUNTER * visitors.stripes()];
        Arrays.setAll(stripes, _ -> new Stripe(visitors, Integer.numberOfTrailingZeros(stripes.length)));
    }

    /**
     * A visitor that is inside.
     *
     * @param holds its open guards
     * @param since its stamp: the newest grace period when its section began
     */
    public record ReadingVisitor(Thread thread, int holds, long since) {
    }

    /**
     * This thread as a visitor. For that thread only.
     *
     * @throws OutOfMemoryError if there is no memory to register it; it is not registered
     */
    public Visitor of(Thread thread) {
        return of(thread, thread.threadId());
    }

    /** The same, where the number of the thread is given. */
    Visitor of(Thread thread, long id) {
        return stripes[(int) id & (stripes.length - 1)].findOrAdd(thread, id);
    }

    /**
     * The visitors that the grace period waits for, at most {@value #MOST_NAMED}, those that read longest first. Any
     * thread; outdated at once.
     */
    List<ReadingVisitor> olderThan(long gracePeriod) {
        List<ReadingVisitor> reading = new ArrayList<>();
        for (Stripe stripe : stripes) {
            stripe.addReading(gracePeriod, reading);
        }
        reading.sort(Comparator.comparingLong(ReadingVisitor::since));
        return List.copyOf(reading.subList(0, Math.min(MOST_NAMED, reading.size())));
    }

    /** Releases those that ended inside a section, and tells the log. Driver only. */
    void releaseEnded() {
        for (Stripe stripe : stripes) {
            report(stripe.dropEnded(Integer.MAX_VALUE));
        }
    }

    /** Drops those that ended, in a few of the chains; in others the next time. Driver only. */
    void dropSomeEnded() {
        report(stripes[turn++ & (stripes.length - 1)].dropEnded(FEWEST_CHAINS));
    }

    /**
     * Leaves the section of a thread that is inside, and forgets its visitor: the next section of the thread needs
     * another one, and what is done to this one has no effect any more. For that thread only.
     */
    public void forget(Visitor inside) {
        stripes[(int) inside.id & (stripes.length - 1)].forget(inside);
    }

    /** How many threads it knows. */
    int size() {
        return Arrays.stream(stripes).mapToInt(Stripe::size).sum();
    }

    private static void report(@Nullable Visitor released) {
        for (Visitor visitor = released; visitor != null; visitor = visitor.next) {
            Visitor ended = visitor;
            LOG.errorElsewhere(() -> "Thread %s ended with open read guards. They were released so that memory can be "
                    .formatted(ended) + "reclaimed; close every guard (try-with-resources), or use "
                    + "ScopedQsbr.read(() -> ...).", null);
        }
    }

    /** A part of the table. Its fields are guarded by its monitor. */
    private static final class Stripe {

        private final Visitors visitors;
        private final int stripeBits;
        private @Nullable Visitor[] chains = new Visitor[FEWEST_CHAINS];
        private int size;
        // the chain at which the next sweep begins
        private int cursor;

        Stripe(Visitors visitors, int stripeBits) {
            this.visitors = visitors;
            this.stripeBits = stripeBits;
        }

        synchronized int size() {
            return size;
        }

        synchronized Visitor findOrAdd(Thread thread, long id) {
            int chain = (int) (id >>> stripeBits) & (chains.length - 1);
            Visitor previous = null;
            for (Visitor visitor = chains[chain]; visitor != null; visitor = visitor.next) {
                if (visitor.refersTo(thread)) {
                    return visitor;
                }
                if (visitor.hasEnded() && visitor.holds == 0) {
                    unlink(chain, previous, visitor);
                } else {
                    previous = visitor;
                }
            }
            if (size >= chains.length) {
                grow();
                chain = (int) (id >>> stripeBits) & (chains.length - 1);
            }
            Visitor added = visitors.add(thread, id);
            added.next = chains[chain];
            chains[chain] = added;
            size++;
            return added;
        }

        /** Takes it out; a walk that stands at it can go on. */
        private void unlink(int chain, @Nullable Visitor previous, Visitor visitor) {
            visitors.remove(visitor);
            if (previous == null) {
                chains[chain] = visitor.next;
            } else {
                previous.next = visitor.next;
            }
            size--;
        }

        private void grow() {
            Visitor[] grown = new Visitor[2 * chains.length];
            for (Visitor head : chains) {
                Visitor visitor = head;
                while (visitor != null) {
                    Visitor next = visitor.next;
                    int chain = (int) (visitor.id >>> stripeBits) & (grown.length - 1);
                    visitor.next = grown[chain];
                    grown[chain] = visitor;
                    visitor = next;
                }
            }
            chains = grown;
        }

        /**
         * Takes out those that ended, in at most so many chains, and leaves the sections of those that ended inside.
         *
         * @return those that ended inside, linked
         */
        synchronized @Nullable Visitor dropEnded(int most) {
            Visitor released = null;
            for (int left = Math.min(most, chains.length); left > 0; left--) {
                int chain = cursor++ & (chains.length - 1);
                Visitor previous = null;
                Visitor visitor = chains[chain];
                while (visitor != null) {
                    Visitor next = visitor.next;
                    if (visitor.hasEnded()) {
                        boolean inside = leave(visitor);
                        unlink(chain, previous, visitor);
                        if (inside) {
                            visitor.next = released;
                            released = visitor;
                        }
                    } else {
                        previous = visitor;
                    }
                    visitor = next;
                }
            }
            return released;
        }

        /** Leaves the section of a thread that has ended, if it is inside (I2); says whether it was. */
        private boolean leave(Visitor ended) {
            if (ended.holds == 0) {
                return false;
            }
            visitors.leave(ended);
            return true;
        }

        synchronized void forget(Visitor forgotten) {
            int chain = (int) (forgotten.id >>> stripeBits) & (chains.length - 1);
            Visitor previous = null;
            Visitor visitor = chains[chain];
            while (visitor != null && visitor != forgotten) {
                previous = visitor;
                visitor = visitor.next;
            }
            if (visitor != null) {
                // Pairs with Visitor.holdsAcquire: whoever sees the section's end knows that its reads are done.
                VarHandle.releaseFence();
                // A driver that has begun to look at it looks at no later hold.
                visitor.since = Long.MAX_VALUE;
                leave(visitor);
                unlink(chain, previous, visitor);
            }
        }

        synchronized void addReading(long gracePeriod, List<ReadingVisitor> reading) {
            for (Visitor head : chains) {
                for (Visitor visitor = head; visitor != null; visitor = visitor.next) {
                    int holds = visitor.holds;
                    long since = visitor.since;
                    if (holds > 0 && visitors.delays(visitor, since, gracePeriod)) {
                        Thread thread = visitor.get();
                        if (thread != null) {
                            reading.add(new ReadingVisitor(thread, holds, since));
                        }
                    }
                }
            }
        }
    }
}
