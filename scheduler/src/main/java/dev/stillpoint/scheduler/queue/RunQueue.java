// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.task.Task;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The stealable tasks of one worker. It exchanges them with the shared queue and with other workers. All methods are
 * for the carrier's thread, with or without a thread mounted, except where they say otherwise.
 */
public final class RunQueue {

    /*
     * What it is. Two queues. The ring takes what becomes runnable here. When it is full, its older half is spilled to
     * the shared queue. The intake takes what comes from the shared queue, a batch at a time when it is empty. Nothing
     * displaces a task from the intake, so a task that is not stolen is spilled at most once before it runs. The worker
     * takes from the ring, but every spilledInterval-th time from the intake first. Other workers steal from both.
     *
     * Why the intake has its turn seldom. Where threads start threads, as in a tree of tasks, taking the newer ones
     * first keeps the number of live threads small. Taking spilled ones every other time would let that number grow to
     * the width of the tree.
     *
     * What may go wrong. The thread that pushes a task may be at the end of its stack, or no memory may be left. Tasks
     * that move from one queue to another are in neither of them: `inTransit` holds a batch meanwhile, `arriving` the
     * chain of submitted tasks. A task that were in none of all these would be QUEUED for ever and never run.
     *
     * Invariants.
     *   I1  A push that throws has not queued its task.
     *   I2  A task is in exactly one of these: a queue, inTransit, arriving, or the hands of its taker. No call stands
     *       between the instruction that takes tasks out of one of them and the store that puts them into the next
     *       one, nor between a call that has queued them and the store by which the field forgets them. So no error
     *       comes between the two.
     *   I3  inTransit and arriving are empty when the worker looks for its next task: settle() comes first. If a round
     *       fails half-way, the next one begins with that.
     *   I4  A taker that gets an error has no task in its hands: what it had taken is in one of the two fields.
     *
     * Want of memory. Taking a spilled task, a task that came home or a stolen one allocates nothing. Spilling
     * allocates a batch and its node: where there is no memory for them, in settle() or in spillAllBut(), the tasks go
     * to the home inbox one by one, which allocates nothing either.
     */

    /** After so many polls the spilled tasks come first. TaskSelector says what follows from it. */
    static final int SPILLED_INTERVAL = 8;

    /** How many pauses of the processor a carrier needs for a dozen short mounts. */
    private static final int PATIENCE = 512;
    /** After so many pauses of them it looks whether the owner is blocked. */
    private static final int LOOK = 32;

    /** A worker, as seen by those that steal from it. */
    public interface Owner {

        /** Its stealable tasks. Any thread. */
        RunQueue runQueue();

        /** Whether its thread waits in the kernel, asleep or with a thread that cannot unmount; a snapshot. */
        boolean isBlocked();
    }

    private final LocalQueue ring;
    private final LocalQueue intake;
    private final int batch;
    private final int spilledInterval;
    private final SharedQueue shared;
    private final TaskInbox homeInbox;
    private final CarrierCounts counts;
    // owner only: how many turns it is until spilled tasks come first; a remainder would cost a division each time
    private int turnsUntilSpilled;
    // owner only: whether tasks have become visible for which nobody has been woken yet
    private boolean unannounced;
    // owner only: a batch that has left one queue and not arrived in another (I2)
    private @Nullable Task @Nullable [] inTransit;
    // owner only: whether tasks of inTransit have arrived, so that it has empty slots
    private boolean inPieces;
    // owner only: submitted tasks that were taken and have not arrived, linked; the first one is to be run (I2)
    private @Nullable Task arriving;

    /** @param capacity the capacity of the ring; a power of two, at least 2 */
    public RunQueue(int capacity, SharedQueue shared, TaskInbox homeInbox, CarrierCounts counts) {
        this(capacity, SPILLED_INTERVAL, shared, homeInbox, counts);
    }

    /** @param spilledInterval after how many turns spilled tasks come before those of the ring */
    RunQueue(int capacity, int spilledInterval, SharedQueue shared, TaskInbox homeInbox, CarrierCounts counts) {
        this.spilledInterval = spilledInterval;
        turnsUntilSpilled = spilledInterval;
        batch = Math.max(1, capacity / 2);
        ring = new LocalQueue(capacity);
        intake = new LocalQueue(Math.max(2, batch));
        this.shared = shared;
        this.homeInbox = homeInbox;
        this.counts = counts;
    }

    // -- adding

    /** Queues a task. If the ring is full, its older half goes to the shared queue. */
    public void push(Task task) {
        unannounced = true;
        while (!ring.offer(task)) {
            try {
                settle();
                inTransit = ring.spill();
                settle();
            } catch (OutOfMemoryError e) {
                // The home inbox does not allocate. The task only loses one chance to be stolen.
                homeInbox.push(task);
                return;
            }
        }
    }

    /** Moves what is in transit, or arrived when a round failed, to a queue. If this fails, the next call goes on. */
    public void settle() {
        settleBatch();
        Task first = arriving;
        if (first != null) {
            keepAllBut(first);
            try {
                homeInbox.push(first);
            } catch (Throwable e) {
                first.next = null;
                throw e;
            }
            arriving = null;
        }
    }

    /** Moves the batch to the shared queue or, if there is no memory or a part has arrived, to the home inbox. */
    @SuppressWarnings("NullAway") // a batch that is not in pieces has no empty slot
    private void settleBatch() {
        @Nullable Task[] moving = inTransit;
        if (moving == null) {
            return;
        }
        if (!inPieces) {
            try {
                shared.spill(moving);
            } catch (OutOfMemoryError e) {
                inPieces = true;
            }
        }
        if (inPieces) {
            keep(moving);
        }
        inTransit = null;
        inPieces = false;
        unannounced = true;
        counts.add(CarrierCount.SPILLS);
        counts.add(CarrierCount.SPILLED_TASKS, moving.length);
    }

    /** Moves a batch into the home inbox, one by one. If the stack overflows half-way, the next settle() goes on. */
    private void keep(@Nullable Task[] moving) {
        for (int i = 0; i < moving.length; i++) {
            Task task = moving[i];
            if (task != null) {
                homeInbox.push(task);
                moving[i] = null;
            }
        }
    }

    /** Gives every task to the shared queue. Does not allocate. If this fails, the next call goes on. */
    public void drain() {
        settle();
        submitAll(intake);
        submitAll(ring);
    }

    /** Gives every task to the shared queue, and those that came home. Only when the worker has ended; see drain(). */
    public void abandon() {
        drain();
        for (Task task = homeInbox.poll(); task != null; task = homeInbox.poll()) {
            try {
                shared.submit(task);
            } catch (Throwable e) {
                // No call stands here, nor in submitAll: the task is in no queue (I2).
                task.next = null;
                arriving = task;
                throw e;
            }
        }
    }

    private void submitAll(LocalQueue queue) {
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            try {
                shared.submit(task);
            } catch (Throwable e) {
                task.next = null;
                arriving = task;
                throw e;
            }
        }
    }

    // -- taking

    /** The oldest task of the ring, or of the spilled tasks if it is their turn or the ring is empty; null if none. */
    public @Nullable Task poll() {
        boolean intakeFirst = --turnsUntilSpilled == 0;
        if (intakeFirst) {
            turnsUntilSpilled = spilledInterval;
        }
        Task task = intakeFirst ? pollIntake() : ring.poll();
        if (task != null) {
            return task;
        }
        return intakeFirst ? ring.poll() : pollIntake();
    }

    private @Nullable Task pollIntake() {
        Task task = intake.poll();
        if (task == null && shared.hasSpilled()) {
            inTransit = shared.takeSpilled();
            @Nullable Task[] taken = inTransit;
            if (taken != null) {
                inPieces = true;
                admitAllBut(taken);
                task = taken[0];
                inTransit = null;
                inPieces = false;
            }
        }
        return task;
    }

    /** Moves a batch to the intake, except for the first task, which the caller runs. */
    private void admitAllBut(@Nullable Task[] taken) {
        for (int i = 1; i < taken.length; i++) {
            Task task = taken[i];
            if (task != null) {
                admit(task);
                taken[i] = null;
            }
        }
    }

    /**
     * The oldest of the submitted tasks, or null. The others come along. They go into the intake, as many as fit, if it
     * is empty and they overtake no spilled task there. The others are spilled.
     */
    public @Nullable Task pollSubmitted() {
        Task first = shared.takeSubmitted();
        // They are in no queue from here on (I2).
        arriving = first;
        if (first == null) {
            return null;
        }
        if (intake.size() == 0 && !shared.hasSpilled()) {
            Task second = first.next;
            for (int room = batch; second != null && room > 0; room--) {
                admitSecond(first, second);
                second = first.next;
            }
        }
        if (first.next != null) {
            spillAllBut(first);
        }
        arriving = null;
        return first;
    }

    /** Moves the second task of a chain to the intake, or leaves the chain as it was. */
    private void admitSecond(Task first, Task second) {
        first.next = second.next;
        second.next = null;
        try {
            admit(second);
        } catch (Throwable e) {
            second.next = first.next;
            first.next = second;
            throw e;
        }
    }

    private void admit(Task task) {
        unannounced = true;
        if (!intake.offer(task)) {
            throw new AssertionError("a batch does not fit into an empty intake");
        }
    }

    /** Spills submitted tasks that do not fit here, as batches that any worker can take. */
    private void spillAllBut(Task first) {
        try {
            for (Task rest = first.next; rest != null; rest = first.next) {
                Task[] part = new Task[lengthUpTo(batch, rest)];
                // No call from here to the store of inTransit (I2).
                for (int i = 0; i < part.length && rest != null; i++) {
                    Task task = rest;
                    rest = task.next;
                    task.next = null;
                    part[i] = task;
                }
                first.next = rest;
                inTransit = part;
                settleBatch();
            }
        } catch (OutOfMemoryError e) {
            keepAllBut(first);
        }
    }

    /** Moves a chain to the home inbox, except for its first task. If this fails, the rest is still in the chain. */
    private void keepAllBut(Task first) {
        for (Task second = first.next; second != null; second = first.next) {
            Task third = second.next;
            first.next = third;
            try {
                homeInbox.push(second);
            } catch (Throwable e) {
                second.next = third;
                first.next = second;
                throw e;
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

    /**
     * Steals from another worker, in random order of workers. Returns one task to run at once, or null.
     *
     * <p>A task that is alone in a worker's queues is left to that worker for a while. It is taken only if nothing has
     * left these queues meanwhile. Of two threads that unpark each other in turn, one is nearly always queued. Whoever
     * took it would get it with a cold cache, and lose it again at once. A worker that is blocked will not take it, so
     * then it is taken at once.
     */
    public @Nullable Task steal(Owner[] owners) {
        int start = ThreadLocalRandom.current().nextInt(owners.length);
        Owner lone = null;
        for (int i = 0; i < owners.length; i++) {
            Owner owner = owners[(start + i) % owners.length];
            RunQueue victim = owner.runQueue();
            int size = victim == this ? 0 : victim.size();
            Task task = size > 1 ? stealFrom(victim) : null;
            if (task != null) {
                return task;
            }
            lone = size == 1 ? owner : lone;
        }
        return lone == null ? null : stealLone(lone);
    }

    private @Nullable Task stealLone(Owner owner) {
        RunQueue victim = owner.runQueue();
        int taken = victim.taken();
        for (int i = 0; i < PATIENCE && (i % LOOK != 0 || !owner.isBlocked()); i++) {
            Thread.onSpinWait();
        }
        return victim.taken() == taken ? stealFrom(victim) : null;
    }

    /** A number that changes whenever a task leaves the queues. Any thread. */
    private int taken() {
        return ring.taken() + intake.taken();
    }

    /** Takes half of one queue of {@code victim}. Only while this run queue is empty. */
    @Nullable Task stealFrom(RunQueue victim) {
        Task task = victim.ring.stealInto(ring);
        if (task == null) {
            task = victim.intake.stealInto(ring);
        }
        if (task != null) {
            try {
                counts.add(CarrierCount.STEALS);
                counts.add(CarrierCount.STOLEN_TASKS, 1 + ring.size());
            } catch (StackOverflowError e) {
                // The task is in no queue any more, so it must be run (I4).
            }
        }
        return task;
    }

    /** Whether there are tasks here for which nobody has been woken since they became visible. */
    public boolean hasUnannounced() {
        return unannounced && !isEmpty();
    }

    /** Notes that somebody is woken for the tasks here. */
    public void announced() {
        unannounced = false;
    }

    /** Whether nothing can be stolen here; exact for the owner while nobody steals. Any thread. */
    public boolean isEmpty() {
        return size() == 0;
    }

    /** The number of stealable tasks here; exact for the owner while nobody steals. Any thread. */
    public int size() {
        return ring.size() + intake.size();
    }
}
