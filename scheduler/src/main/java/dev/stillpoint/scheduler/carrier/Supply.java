package dev.stillpoint.scheduler.carrier;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The stealable tasks of one carrier, and how it exchanges them with the shared queue and with other carriers. All
 * methods are for the carrier's thread, with or without a thread mounted, but where they say otherwise.
 */
final class Supply {

    /*
     * What may go wrong. Tasks are pushed by threads that may be at the end of their stack, or when no memory is left.
     * In between two queues a batch is in no queue at all; it is then held in `inTransit`.
     *
     * Invariants.
     *   I1  A push that throws has not queued its task.
     *   I2  A task that was in the ring is in the ring, in inTransit, in the shared queue, in the home inbox, or taken;
     *       in exactly one of them. No call stands between the instruction that takes a batch out of the ring and the
     *       store of inTransit, nor between the one that makes it visible elsewhere and the store of null, so that an
     *       overflow of the stack cannot come between.
     *   I3  inTransit is empty when the carrier looks for its next task: settle() comes first, and on the carrier's own
     *       stack it does not fail.
     */

    private final LocalQueue ring;
    private final SharedQueue shared;
    private final TaskInbox home;
    private final CarrierCounts counts;
    // owner only: a batch that has left the ring and not arrived anywhere (I2)
    private Task @Nullable [] inTransit;

    Supply(int capacity, SharedQueue shared, TaskInbox home, CarrierCounts counts) {
        ring = new LocalQueue(capacity);
        this.shared = shared;
        this.home = home;
        this.counts = counts;
    }

    // -- adding

    /** Queues a task; if the ring is full, the older half of it goes to the shared queue. */
    void push(Task task) {
        while (!ring.offer(task)) {
            try {
                settle();
                inTransit = ring.spill();
                settle();
            } catch (OutOfMemoryError e) {
                // The home inbox does not allocate; the task only loses the chance to be stolen once.
                home.push(task);
                return;
            }
        }
    }

    /** Brings a batch that is in transit to the shared queue or, where there is no memory, to the home inbox. */
    void settle() {
        Task[] batch = inTransit;
        if (batch == null) {
            return;
        }
        try {
            shared.spill(batch);
        } catch (OutOfMemoryError e) {
            keep(batch);
        }
        inTransit = null;
        counts.add(CarrierCount.SPILLS);
        counts.add(CarrierCount.SPILLED_TASKS, batch.length);
    }

    /** Into the home inbox, one by one; what overflows the stack half-way is continued by the next settle(). */
    @SuppressWarnings("NullAway") // the slots of a batch in transit empty as its tasks arrive
    private void keep(@Nullable Task[] batch) {
        for (int i = 0; i < batch.length; i++) {
            if (batch[i] != null) {
                home.push(batch[i]);
                batch[i] = null;
            }
        }
    }

    /** Gives every task away. Does not allocate. */
    void drain() {
        settle();
        for (Task task = ring.poll(); task != null; task = ring.poll()) {
            shared.submit(task);
        }
    }

    // -- taking

    /** The oldest task of the ring. */
    @Nullable Task poll() {
        return ring.poll();
    }

    /**
     * A task of the shared queue to run at once; others may come along into the ring.
     *
     * @param spilledFirst which of the two kinds is preferred, so that callers can alternate
     */
    @Nullable Task pollShared(boolean spilledFirst) {
        Task task = spilledFirst ? pollSpilled() : pollSubmitted();
        if (task != null) {
            return task;
        }
        return spilledFirst ? pollSubmitted() : pollSpilled();
    }

    /** Threads that yield keep the ring full for ever; it makes room, or spilled tasks would never run. */
    void makeRoom() {
        if (shared.hasSpilled() && ring.size() > ring.capacity() / 2) {
            inTransit = ring.makeRoom();
            settle();
        }
    }

    private @Nullable Task pollSpilled() {
        if (room() < 0) {
            return null;
        }
        Task[] batch = shared.takeSpilled();
        if (batch == null) {
            return null;
        }
        for (int i = 1; i < batch.length; i++) {
            offer(batch[i]);
        }
        return batch[0];
    }

    private @Nullable Task pollSubmitted() {
        Task first = shared.takeSubmitted();
        if (first == null) {
            return null;
        }
        Task rest = unlink(first);
        for (int room = room(); rest != null && room > 0; room--) {
            Task task = rest;
            rest = unlink(task);
            offer(task);
        }
        if (rest != null) {
            spillChain(rest);
        }
        return first;
    }

    /** More was submitted than fits here: the rest becomes batches that any carrier can take. */
    private void spillChain(Task chain) {
        Task rest = chain;
        try {
            while (rest != null) {
                Task[] batch = new Task[lengthUpTo(Math.max(1, ring.capacity() / 2), rest)];
                for (int i = 0; i < batch.length && rest != null; i++) {
                    batch[i] = rest;
                    rest = unlink(rest);
                }
                inTransit = batch;
                settle();
            }
        } catch (OutOfMemoryError e) {
            while (rest != null) {
                Task task = rest;
                rest = unlink(task);
                home.push(task);
            }
        }
    }

    private static int lengthUpTo(int most, Task chain) {
        int length = 0;
        for (Task task = chain; task != null && length < most; task = task.next) {
            length++;
        }
        return length;
    }

    private static @Nullable Task unlink(Task task) {
        Task next = task.next;
        task.next = null;
        return next;
    }

    /** How many more tasks the ring takes before it is more than half full; negative if it is. */
    private int room() {
        return ring.capacity() / 2 - ring.size();
    }

    private void offer(Task task) {
        if (!ring.offer(task)) {
            throw new AssertionError("half a ring does not fit into an emptier half");
        }
    }

    /** Takes half of what another carrier has, in random order of carriers, and one task of it to run at once. */
    @Nullable Task steal(CarrierLoop[] carriers) {
        int start = ThreadLocalRandom.current().nextInt(carriers.length);
        for (int i = 0; i < carriers.length; i++) {
            Supply victim = carriers[(start + i) % carriers.length].supply();
            if (victim != this) {
                Task task = victim.ring.stealInto(ring);
                if (task != null) {
                    counts.add(CarrierCount.STEALS);
                    counts.add(CarrierCount.STOLEN_TASKS, 1 + ring.size());
                    return task;
                }
            }
        }
        return null;
    }

    /** The number of stealable tasks here; exact for the owner while nobody steals. Any thread. */
    int size() {
        return ring.size();
    }
}
