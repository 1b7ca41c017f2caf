// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.RetireInbox.Retired;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The queues for retired objects: a bag for each carrier, and one inbox for all other threads. */
final class RetireQueues {

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
    // indexed by Carrier.slot(); any thread replaces the array by CAS; each element is set once
    private volatile @Nullable CarrierBag[] bags = {};
    // set by the reclaimer
    private volatile boolean bagsClosed;
    // what was taken out of the inbox and is not yet in a batch; reclaimer writes
    private volatile @Nullable Retired untaken;
    // reclaimer writes
    private volatile long inboxTakenObjects;
    // reclaimer writes
    private volatile long inboxTakenBytes;

    /** Hands an object over. Any thread. */
    Acceptance add(Reclaimable object, long bytes) {
        Carrier carrier = CurrentCarrier.get();
        if (carrier != null && carrier.slot() >= 0) {
            // The hold keeps us on this carrier. It also makes a grace period that starts after bagsClosed was set wait
            // for us: see closeBags.
            GRACE.enter(carrier.registers());
            try {
                if (!bagsClosed) {
                    return bag(carrier.slot()).add(object, bytes) ? Acceptance.ACCEPTED_AND_DUE : Acceptance.ACCEPTED;
                }
            } finally {
                carrier.registers().release();
            }
        }
        return addToInbox(object, bytes);
    }

    /** Hands over an object that must come after everything retired before: the inbox is taken before the bags. */
    Acceptance addToInbox(Reclaimable object, long bytes) {
        return inbox.push(object, bytes) ? Acceptance.ACCEPTED_AND_DUE : Acceptance.REFUSED;
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
            // Pairs with RetireQueues.isEmpty and RetireQueues.hasBags: the reclaimer sees the bag, or we see that it
            // sleeps.
            if (BAGS.compareAndSet(this, seen, grown)) {
                return made;
            }
        }
    }

    // -- the reclaimer

    /**
     * Takes everything that was handed over before the call, or before any other object that is taken. What is handed
     * over meanwhile waits for the next call, however fast it comes. The inbox is taken first, so a mark that was put
     * there comes in the same batch as everything that its thread knew to be in the bags, and after it. When memory
     * runs out this takes a part, and the next call takes the rest.
     */
    Batch takeAll() {
        return take(false);
    }

    private Batch take(boolean last) {
        Batch batch = new Batch();
        Retired newest = untaken;
        if (newest == null) {
            newest = last ? inbox.close() : inbox.takeAll();
            untaken = newest;
        }
        try {
            for (CarrierBag bag : bags) {
                if (bag != null) {
                    bag.drainTo(batch, bag.retiredObjects());
                }
            }
            if (newest != null) {
                moveOldestFirst(newest, batch);
            }
        } catch (OutOfMemoryError e) {
            Reports.shortOfMemory(e);
        }
        return batch;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the reclaimer is the only writer
    private void moveOldestFirst(Retired newest, Batch batch) {
        batch.reserve(newest.count);
        int from = batch.size();
        for (Retired retired = newest; retired != null; retired = retired.older) {
            batch.add(retired.object, retired.bytes);
        }
        batch.reverse(from);
        untaken = null;
        inboxTakenObjects += newest.count;
        inboxTakenBytes += newest.totalBytes;
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

    /** Takes the last objects and refuses later ones. Called after {@link #closeBags} is complete. */
    Batch close() {
        return take(true);
    }

    boolean isEmpty() {
        for (CarrierBag bag : bags) {
            if (bag != null && !bag.isEmpty()) {
                return false;
            }
        }
        return inbox.isEmpty() && untaken == null;
    }

    /** Whether carriers hand over here. A carrier that does so wakes the reclaimer nearly always, but not always. */
    boolean hasBags() {
        return bags.length != 0;
    }

    // -- figures; any thread

    long retiredObjects() {
        Retired left = untaken;
        long sum = inboxTakenObjects + inbox.count() + (left == null ? 0 : left.count);
        for (CarrierBag bag : bags) {
            sum += bag == null ? 0 : bag.retiredObjects();
        }
        return sum;
    }

    long retiredBytes() {
        Retired left = untaken;
        long sum = inboxTakenBytes + inbox.bytes() + (left == null ? 0 : left.totalBytes);
        for (CarrierBag bag : bags) {
            sum += bag == null ? 0 : bag.retiredBytes();
        }
        return sum;
    }
}
