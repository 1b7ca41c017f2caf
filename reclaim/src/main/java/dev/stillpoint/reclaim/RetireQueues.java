// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierThread;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The queues for retired objects: a bag for each carrier, and inboxes for all other threads. */
final class RetireQueues {

    /*
     * Errors. Whoever retires either has put the object in or has changed nothing. The reclaimer may fail at any call
     * while it takes: an object is in a queue, in a list of the reclaimer's (`stack`, `untaken`, `promised`) or in the
     * batch at every moment, and taking goes on where it failed. Moving from one to the other is a few stores without a
     * call between them.
     */

    private static final VarHandle BAGS = fieldVarHandle(lookup(), "bags", VarHandle.class, RetireQueues.class,
            CarrierBag[].class);

    private static final GracePeriods GRACE = GracePeriods.process();

    /** How an object came in. */
    enum Acceptance {
        /** Refused; it is still the caller's. */
        REFUSED, ACCEPTED,
        /** Accepted, and it is time to look at the backlog. */
        ACCEPTED_AND_DUE
    }

    private final RetireInbox inbox = new RetireInbox();
    /** For the thread that frees, after the inbox was closed to everybody else. */
    private final RetireInbox lastInbox = new RetireInbox();
    /** What could not be freed yet. */
    private final Postponed postponed = new Postponed();
    // indexed by Carrier.slot(); any thread replaces the array by CAS; each element is set once
    private volatile @Nullable CarrierBag[] bags = {};
    // set by the reclaimer
    private volatile boolean bagsClosed;
    // what was taken out of an inbox, newest first; not counted yet; reclaimer only
    private @Nullable Retired stack;
    // what was taken out of an inbox and is not yet in a batch, oldest first; reclaimer only
    private @Nullable Retired untaken;
    // the last one of that list, while there is one; reclaimer only
    private @Nullable Retired newestUntaken;
    // promised entries that were taken out of an inbox and are not yet decided; reclaimer only
    private @Nullable Retired promised;
    // reclaimer writes
    private volatile long inboxTakenObjects;
    // reclaimer writes
    private volatile long inboxTakenBytes;

    /** Hands an object over. Any thread. If this throws, the object is still the caller's. */
    Acceptance add(Reclaimable object, long bytes) {
        Carrier carrier = CurrentCarrier.get();
        if (carrier != null && carrier.slot() >= 0) {
            int slot = carrier.slot();
            Registers registers = carrier.registers();
            // The hold keeps us on this carrier. It also makes a grace period that starts after bagsClosed was set wait
            // for us: see closeBags.
            GRACE.enter(registers);
            Acceptance acceptance = Acceptance.REFUSED;
            try {
                if (!bagsClosed) {
                    acceptance = bag(slot).add(object, bytes) ? Acceptance.ACCEPTED_AND_DUE : Acceptance.ACCEPTED;
                }
            } finally {
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
            if (acceptance != Acceptance.REFUSED) {
                return acceptance;
            }
        }
        return addToInbox(object, bytes);
    }

    /** Hands over an object that must come after everything retired before: the inbox is taken before the bags. */
    Acceptance addToInbox(Reclaimable object, long bytes) {
        return put(Retired.of(object, bytes));
    }

    /** Hands over an entry, which may be a promised one. */
    Acceptance put(Retired entry) {
        return inbox.push(entry) ? Acceptance.ACCEPTED_AND_DUE : Acceptance.REFUSED;
    }

    /**
     * Hands over an entry although the inbox is closed. For the thread that frees: what it does is waited for.
     *
     * @return whether it was accepted
     */
    boolean putLast(Retired entry) {
        return lastInbox.push(entry);
    }

    private CarrierBag bag(int slot) {
        @Nullable CarrierBag[] seen = bags;
        CarrierBag bag = slot < seen.length ? seen[slot] : null;
        return bag != null ? bag : newBag(slot);
    }

    /** Takes no lock: the caller is inside a section, and if it parked there, grace periods would wait for it. */
    private CarrierBag newBag(int slot) {
        CarrierBag made = new CarrierBag();
        while (true) {
            @Nullable CarrierBag[] seen = bags;
            CarrierBag there = slot < seen.length ? seen[slot] : null;
            if (there != null) {
                return there;
            }
            @Nullable CarrierBag[] grown = Arrays.copyOf(seen, Math.max(seen.length, slot + 1));
            grown[slot] = made;
            // Pairs with RetireQueues.isEmpty and RetireQueues.mayMissWakeups: the reclaimer sees the bag, or we see
            // that it sleeps.
            if (BAGS.compareAndSet(this, seen, grown)) {
                return made;
            }
        }
    }

    // -- the reclaimer

    /**
     * Takes everything that was handed over before the call, or before any other object that is taken. What is handed
     * over meanwhile waits for the next call, however fast it comes. The inbox is taken first, so a mark that was put
     * there comes in the same batch as everything that its thread knew to be in the bags, and after it.
     *
     * <p>When this fails the batch has a part. The next call takes the rest, and a mark comes in the same batch as what
     * was left of the bags, or later.
     */
    void takeInto(Batch batch) {
        takeStack(inbox);
        takeStack(lastInbox);
        takeBags(batch);
        takeDecided(batch);
        takeUntaken(batch);
        postponed.moveDueTo(batch::add);
    }

    private void takeStack(RetireInbox from) {
        if (stack == null) {
            stack = from.takeAll();
        }
        turnStackRound();
    }

    private void closeNow(RetireInbox from) {
        turnStackRound();
        stack = from.close();
        turnStackRound();
    }

    /** Counts the stack and appends it, turned round, to what is untaken. Calls nothing, so it is done whole. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the reclaimer is the only writer
    private void turnStackRound() {
        Retired newest = stack;
        if (newest == null) {
            return;
        }
        inboxTakenObjects += newest.count;
        inboxTakenBytes += newest.totalBytes;
        Retired oldest = null;
        for (Retired entry = newest; entry != null;) {
            Retired older = entry.next;
            entry.next = oldest;
            oldest = entry;
            entry = older;
        }
        Retired last = newestUntaken;
        if (untaken == null || last == null) {
            untaken = oldest;
        } else {
            last.next = oldest;
        }
        newestUntaken = newest;
        stack = null;
    }

    private void takeBags(Batch batch) {
        for (CarrierBag bag : bags) {
            if (bag != null) {
                bag.drainTo(batch, bag.retiredObjects());
            }
        }
    }

    /** Moves the promised entries that their writers have decided. */
    private void takeDecided(Batch batch) {
        Retired before = null;
        Retired entry = promised;
        while (entry != null) {
            Retired next = entry.next;
            if (entry.isPromised) {
                before = entry;
            } else {
                take(entry, batch);
                if (before == null) {
                    promised = next;
                } else {
                    before.next = next;
                }
            }
            entry = next;
        }
    }

    private void takeUntaken(Batch batch) {
        for (Retired entry = untaken; entry != null; entry = untaken) {
            Retired next = entry.next;
            if (entry.isPromised) {
                entry.next = promised;
                promised = entry;
            } else {
                take(entry, batch);
            }
            untaken = next;
        }
        // What was taken is to become garbage, though nothing may follow for long.
        newestUntaken = null;
    }

    /** The last step of this cannot fail, and neither can what its callers do afterwards. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the reclaimer is the only writer
    private void take(Retired entry, Batch batch) {
        if (!entry.isWithdrawn) {
            batch.add(entry.object, entry.bytes);
        } else {
            inboxTakenObjects--;
            inboxTakenBytes -= entry.bytes;
        }
    }

    /**
     * From now on everything goes through the inbox. This is complete once a grace period that starts afterwards has
     * ended.
     */
    void closeBags() {
        // Pairs with RetireQueues.add, by the grace period that follows: a carrier sees this, or its hold is waited
        // for.
        bagsClosed = true;
    }

    /** Refuses later objects. Called after {@link #closeBags} is complete. */
    void closeInbox() {
        closeNow(inbox);
    }

    /** Refuses even what the thread that frees retires. Called while nothing is being freed. */
    void closeLastInbox() {
        closeNow(lastInbox);
    }

    /** Whether there is nothing to take. Reclaimer only. */
    boolean isEmpty() {
        for (CarrierBag bag : bags) {
            if (bag != null && !bag.isEmpty()) {
                return false;
            }
        }
        for (Retired entry = promised; entry != null; entry = entry.next) {
            if (!entry.isPromised) {
                return false;
            }
        }
        return inbox.isEmpty() && lastInbox.isEmpty() && stack == null && untaken == null && !postponed.isDue();
    }

    /** Whether a writer has promised something and has not decided. Reclaimer only. */
    boolean hasPromised() {
        return promised != null;
    }

    /** What could not be freed yet, for whoever frees. */
    Postponed postponed() {
        return postponed;
    }

    /** Whether carriers hand over here. A carrier that does so wakes the reclaimer nearly always, but not always. */
    boolean mayMissWakeups() {
        return bags.length != 0;
    }

    // -- figures; any thread

    long retiredObjects() {
        long sum = postponed.objects() + inboxTakenObjects + inbox.count() + lastInbox.count();
        for (CarrierBag bag : bags) {
            sum += bag == null ? 0 : bag.retiredObjects();
        }
        return sum;
    }

    long retiredBytes() {
        long sum = postponed.bytes() + inboxTakenBytes + inbox.bytes() + lastInbox.bytes();
        for (CarrierBag bag : bags) {
            sum += bag == null ? 0 : bag.retiredBytes();
        }
        return sum;
    }
}
