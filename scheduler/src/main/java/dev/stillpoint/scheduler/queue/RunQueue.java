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
     * What may go wrong. The thread that pushes a task may be at the end of its stack, or no memory may be left. A
     * batch that moves between two queues is in neither of them; `inTransit` holds it meanwhile.
     *
     * Invariants.
     *   I1  A push that throws has not queued its task.
     *   I2  A task that was in the ring is in exactly one of these: the ring, inTransit, the shared queue, the home
     *       inbox, or the hands of its taker. No call stands between the instruction that takes a batch out of the ring
     *       and the store of inTransit. Nor does a call stand between the instruction that makes the batch visible
     *       elsewhere and the store of null. So a stack overflow cannot come between them.
     *   I3  A submitted task that left the shared queue is in `submitted` until it is returned, or is in the intake, in
     *       inTransit or in the home inbox. It is unlinked by stores that follow the call which put it there. If that
     *       call fails, its link is restored, and the next poll goes on.
     *   I4  inTransit is empty when the worker looks for its next task: settle() comes first, and on the carrier's own
     *       stack it does not fail.
     */

    /** After so many polls the spilled tasks come first. TaskSelector says what follows from it. */
    static final int SPILLED_INTERVAL = 8;

    /** How many pauses of the processor a carrier needs for a dozen short mounts. */
    private static final int PATIENCE = 512;

    /** A worker, as seen by those that steal from it. */
    public interface Owner {

        /** Its stealable tasks. Any thread. */
        RunQueue runQueue();
    }

    private final LocalQueue ring;
    private final LocalQueue intake;
    private final int batch;
    private final int spilledInterval;
    private final SharedQueue shared;
    private final TaskInbox homeInbox;
    private final CarrierCounts counts;
    // owner only
    private int turn;
    // owner only: whether tasks have become visible for which nobody has been woken yet
    private boolean unannounced;
    // owner only: a batch that has left the ring and not arrived anywhere (I2)
    private Task @Nullable [] inTransit;
    // owner only: tasks that were submitted, were taken from the shared queue and are not dealt out yet, oldest first
    private @Nullable Task submitted;

    /** @param capacity the capacity of the ring; a power of two, at least 2 */
    public RunQueue(int capacity, SharedQueue shared, TaskInbox homeInbox, CarrierCounts counts) {
        this(capacity, SPILLED_INTERVAL, shared, homeInbox, counts);
    }

    /** @param spilledInterval after how many turns spilled tasks come before those of the ring */
    RunQueue(int capacity, int spilledInterval, SharedQueue shared, TaskInbox homeInbox, CarrierCounts counts) {
        this.spilledInterval = spilledInterval;
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

    /** Moves a batch that is in transit to the shared queue or, if there is no memory, to the home inbox. */
    public void settle() {
        Task[] moving = inTransit;
        if (moving == null) {
            return;
        }
        try {
            shared.spill(moving);
        } catch (OutOfMemoryError e) {
            keep(moving);
        }
        inTransit = null;
        unannounced = true;
        counts.add(CarrierCount.SPILLS);
        counts.add(CarrierCount.SPILLED_TASKS, moving.length);
    }

    /** Moves a batch into the home inbox, one by one. If the stack overflows half-way, the next settle() goes on. */
    @SuppressWarnings("NullAway") // the slots of a batch in transit empty as its tasks arrive
    private void keep(@Nullable Task[] moving) {
        for (int i = 0; i < moving.length; i++) {
            if (moving[i] != null) {
                homeInbox.push(moving[i]);
                moving[i] = null;
            }
        }
    }

    /** Gives every task to the shared queue. Does not allocate. */
    public void drain() {
        settle();
        while (submitted != null) {
            Task task = submitted;
            Task following = task.next;
            try {
                shared.submit(task);
            } catch (Throwable e) {
                task.next = following;
                throw e;
            }
            submitted = following;
        }
        submitAll(intake);
        submitAll(ring);
    }

    private void submitAll(LocalQueue queue) {
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            shared.submit(task);
        }
    }

    // -- taking

    /** The oldest task of the ring, or of the spilled tasks if it is their turn or the ring is empty; null if none. */
    public @Nullable Task poll() {
        boolean intakeFirst = ++turn % spilledInterval == 0;
        Task task = intakeFirst ? pollIntake() : ring.poll();
        if (task != null) {
            return task;
        }
        return intakeFirst ? ring.poll() : pollIntake();
    }

    private @Nullable Task pollIntake() {
        Task task = intake.poll();
        if (task == null && shared.hasSpilled()) {
            Task[] taken = shared.takeSpilled();
            if (taken != null) {
                task = admitAllButFirst(taken);
            }
        }
        return task;
    }

    /** Returns the first; or null if an error struck, and then it is among those that stay with this worker. */
    @SuppressWarnings("NullAway") // the slots of a batch empty as its tasks arrive
    private @Nullable Task admitAllButFirst(@Nullable Task[] taken) {
        try {
            for (int i = 1; i < taken.length; i++) {
                admit(taken[i]);
                taken[i] = null;
            }
            return taken[0];
        } catch (VirtualMachineError e) {
            keep(taken);
            return null;
        }
    }

    /**
     * The oldest of the submitted tasks, or null. The others come along. They go into the intake, as many as fit, if it
     * is empty and they overtake no spilled task there. The others are spilled.
     */
    public @Nullable Task pollSubmitted() {
        if (submitted == null) {
            submitted = shared.takeSubmitted();
        }
        Task first = submitted;
        if (first == null) {
            return null;
        }
        if (intake.size() == 0 && !shared.hasSpilled()) {
            for (int room = batch; first.next != null && room > 0; room--) {
                admitNextOf(first);
            }
        }
        while (first.next != null) {
            spillNextOf(first);
        }
        submitted = null;
        return first;
    }

    /** Moves the task behind {@code first} into the intake. If this throws, it is where it was. */
    @SuppressWarnings("NullAway") // the caller has seen that there is one
    private void admitNextOf(Task first) {
        Task task = first.next;
        Task following = task.next;
        task.next = null;
        try {
            admit(task);
        } catch (Throwable e) {
            task.next = following;
            throw e;
        }
        // The task may have run by now, and be linked elsewhere.
        first.next = following;
    }

    private void admit(Task task) {
        unannounced = true;
        if (!intake.offer(task)) {
            throw new AssertionError("a batch does not fit into an empty intake");
        }
    }

    /**
     * Spills a batch of the tasks behind {@code first}, so that any worker can take it. If there is no memory, all of
     * them go to the home inbox, which does not allocate. If this throws, each task is where it was, or in transit.
     */
    @SuppressWarnings("NullAway") // the caller has seen that there are some
    private void spillNextOf(Task first) {
        try {
            Task[] part = new Task[lengthUpTo(batch, first.next)];
            Task task = first.next;
            for (int i = 0; i < part.length; i++) {
                part[i] = task;
                task = task.next;
            }
            // No call from here on, until the batch is in transit.
            first.next = task;
            for (int i = 0; i < part.length; i++) {
                part[i].next = null;
            }
            inTransit = part;
        } catch (OutOfMemoryError e) {
            while (first.next != null) {
                keepNextOf(first);
            }
            return;
        }
        settle();
    }

    @SuppressWarnings("NullAway") // the caller has seen that there is one
    private void keepNextOf(Task first) {
        Task task = first.next;
        Task following = task.next;
        try {
            homeInbox.push(task);
        } catch (Throwable e) {
            task.next = following;
            throw e;
        }
        first.next = following;
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
     * took it would get it with a cold cache, and lose it again at once.
     */
    public @Nullable Task steal(Owner[] owners) {
        int start = ThreadLocalRandom.current().nextInt(owners.length);
        RunQueue lone = null;
        for (int i = 0; i < owners.length; i++) {
            RunQueue victim = owners[(start + i) % owners.length].runQueue();
            int size = victim == this ? 0 : victim.size();
            Task task = size > 1 ? stealFrom(victim) : null;
            if (task != null) {
                return task;
            }
            lone = size == 1 ? victim : lone;
        }
        return lone == null ? null : stealLone(lone);
    }

    private @Nullable Task stealLone(RunQueue victim) {
        int taken = victim.taken();
        for (int i = 0; i < PATIENCE; i++) {
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
            } catch (VirtualMachineError e) {
                // The task is in no queue any more, so it must be returned.
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
