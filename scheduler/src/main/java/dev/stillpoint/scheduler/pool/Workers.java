// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.observe.CarrierSums;
import dev.stillpoint.scheduler.worker.Pool;
import dev.stillpoint.scheduler.worker.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The workers of one pool: how many take stealable work, how many stand aside, and how they come and go. */
final class Workers {

    /*
     * What it is. A worker is active or stands aside. An active one takes work from everywhere. One that stands aside
     * serves only the threads that must come home to it. When it is nobody's home it may be dismissed, and then it
     * leaves.
     *
     *            start
     *   (none) --------> active <---- JOIN / step aside ----> aside -- dismissed, nobody's home --> (none)
     *
     * State.
     *   members   Every worker whose thread may run. The watchdog replaces the array as a whole; before there is a
     *             watchdog, the creator of the pool does.
     *   roster    The same, with what those have counted who are members no more, for statistics: so a worker that goes
     *             is counted neither twice nor not at all. Replaced together with members.
     *   active    How many of them are active. The watchdog adds; each worker that steps aside subtracts.
     *   goal      How many should be active. The watchdog writes; before there is a watchdog, the creator does.
     *
     * Invariants.
     *   I1  A worker is a member before its thread starts and until after the thread has ended.
     *   I2  active counts the members that do not stand aside, plus those that are about to join.
     *   I3  A worker that stands aside has no stealable task in its own queue between two mounts.
     *
     * No wake-up is lost.
     *   When a worker comes: the array is published before the worker first dozes. A waker that reads the older array
     *     made its work visible before, so the worker's second look before it sleeps sees that work.
     *   When a worker steps aside: it counts itself out, gives its tasks to the shared queue, and after a full fence
     *     wakes another worker if work is visible. That covers whoever made work visible earlier and woke nobody
     *     because this worker was awake. Whoever does so later finds this worker neither dozing nor searching. At least
     *     one worker stays active, and all that do look at all queues before they doze.
     *   When a worker leaves: a worker that is nobody's home gets no task any more. Only its own thread adds to its
     *     queue, and only threads that unmounted there inside a section come to its home inbox.
     *
     * Progress. Lock-free. Neither the workers nor the watchdog take a lock here.
     */

    private final Pool pool;
    private final String name;
    private final int queueCapacity;
    private final Consumer<Thread> starter;
    private final AtomicInteger active = new AtomicInteger();
    // watchdog writes, any thread reads; never changed in place
    private volatile Worker[] members = {};
    // watchdog writes, any thread reads
    private volatile Roster roster = new Roster(members, CarrierSums.NONE);
    // watchdog writes, workers read
    private volatile int goal;
    // watchdog only: the number of the next worker
    private int number;

    /**
     * No workers yet.
     *
     * @param name the name of the pool, which is not asked for anything yet
     * @param starter starts the platform thread of a worker, or fails for want of memory
     */
    Workers(Pool pool, String name, int queueCapacity, Consumer<Thread> starter) {
        this.pool = pool;
        this.name = name;
        this.queueCapacity = queueCapacity;
        this.starter = starter;
    }

    /** The members at one moment. Immutable. */
    private static final class Roster {

        private final Worker[] members;
        /** What those had counted who were members no more. */
        private final CarrierSums departed;

        Roster(Worker[] members, CarrierSums departed) {
            this.members = members;
            this.departed = departed;
        }
    }

    /** Every worker whose thread may run. Never changed in place. */
    Worker[] members() {
        return members;
    }

    /** How many workers should be active now, as {@link #adjustTo} set it last. */
    int goal() {
        return goal;
    }

    int active() {
        return active.get();
    }

    /** What all workers have counted since the pool was created, those included that have gone. Never gets less. */
    CarrierSums counted() {
        Roster seen = roster;
        CarrierSums sums = seen.departed;
        for (Worker worker : seen.members) {
            sums = sums.plus(worker.counts());
        }
        return sums;
    }

    // -- the watchdog, and the creator before there is one

    /**
     * Sets how many workers should be active, and wakes or starts those that are missing.
     *
     * @return how many were woken or started
     * @throws OutOfMemoryError if the operating system grants no thread; the threads that were granted stay
     */
    int adjustTo(int newGoal) {
        goal = newGoal;
        int raised = 0;
        while (active.get() < newGoal) {
            if (!joinOne()) {
                startOne();
            }
            raised++;
        }
        return raised;
    }

    private boolean joinOne() {
        boolean joined = false;
        active.getAndIncrement();
        try {
            Worker[] all = members;
            for (int i = 0; i < all.length && !joined; i++) {
                joined = all[i].join();
            }
        } finally {
            if (!joined) {
                active.getAndDecrement();
            }
        }
        return joined;
    }

    private void startOne() {
        Worker[] before = members;
        Worker[] grown = Arrays.copyOf(before, before.length + 1);
        Roster rosterBefore = roster;
        Roster rosterGrown = new Roster(grown, rosterBefore.departed);
        // Last, because a worker has a counter, which somebody must give back.
        Worker worker = new Worker(pool, name.concat("-carrier-").concat(Integer.toString(number)), queueCapacity);
        grown[before.length] = worker;
        boolean counted = false;
        try {
            active.getAndIncrement();
            counted = true;
            members = grown;
            roster = rosterGrown;
            starter.accept(worker.thread());
        } catch (Throwable e) {
            // Nobody must wait for a member whose thread does not run.
            members = before;
            roster = rosterBefore;
            if (counted) {
                active.getAndDecrement();
            }
            worker.forgotten();
            throw e;
        }
        number++;
    }

    /** Forgets workers whose threads have ended. */
    void forgetEnded() {
        Worker[] all = members;
        List<Worker> gone = ended(all);
        if (!gone.isEmpty()) {
            List<Worker> others = new ArrayList<>(Arrays.asList(all));
            others.removeAll(gone);
            Worker[] left = others.toArray(new Worker[0]);
            CarrierSums departed = roster.departed;
            for (Worker worker : gone) {
                departed = departed.plus(worker.counts());
            }
            Roster rosterLeft = new Roster(left, departed);
            members = left;
            roster = rosterLeft;
            // None of this allocates, so no counter is lost or given back twice.
            for (int i = 0; i < gone.size(); i++) {
                gone.get(i).forgotten();
            }
        }
    }

    private static List<Worker> ended(Worker[] all) {
        List<Worker> ended = List.of();
        for (Worker worker : all) {
            // The check of isAlive orders what the worker did before what the next user of its counter does.
            if (worker.hasEnded() && !worker.thread().isAlive()) {
                ended = ended.isEmpty() ? new ArrayList<>() : ended;
                ended.add(worker);
            }
        }
        return ended;
    }

    /** Wakes one worker that dozes, if there is one, to look around. Returns whether it did. Any thread. */
    boolean callDozing() {
        for (Worker worker : members()) {
            if (worker.parker().callDozing()) {
                return true;
            }
        }
        return false;
    }

    /** Wakes surplus workers that doze, so that they step aside. */
    void callSurplus() {
        int surplus = active.get() - goal;
        for (Worker worker : members()) {
            if (surplus > 0 && worker.parker().isDozing()) {
                worker.parker().call();
                surplus--;
            }
        }
    }

    /**
     * Lets workers that stand aside leave, as soon as they are nobody's home, until {@code number} members are left.
     */
    void dismissDownTo(int number) {
        Worker[] all = members();
        int surplus = all.length - number;
        for (int i = all.length - 1; i >= 0 && surplus > 0; i--) {
            if (all[i].isAside()) {
                all[i].dismiss();
                surplus--;
            }
        }
    }

    // -- the workers

    /** Counts the calling worker out if too many are active. Returns whether it did. */
    boolean stepAside() {
        while (true) {
            int now = active.get();
            if (now <= goal) {
                return false;
            }
            // Pairs with Workers.adjustTo: it writes the goal and then reads active. The next round corrects what both
            // miss.
            if (active.compareAndSet(now, now - 1)) {
                return true;
            }
        }
    }

    /** Counts the calling worker out, because it was counted as active and could not begin. */
    void lose() {
        active.getAndDecrement();
    }
}
