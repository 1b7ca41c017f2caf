package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.worker.Worker;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The workers of one pool: how many take stealable work, how many stand by, and how they come and go. */
final class Workers {

    /*
     * What it is. A worker is active or stands aside. An active one takes work from everywhere. One that stands aside
     * serves only the threads that must come home to it; when it is nobody's home it may be dismissed, and leaves.
     *
     *            start
     *   (none) --------> active <---- JOIN / step aside ----> aside -- dismissed, nobody's home --> (none)
     *
     * State.
     *   members   every worker whose thread may run; replaced whole by the watchdog, before there is one by the
     *             creator.
     *   active    how many of them are active; the watchdog adds, each worker that steps aside takes away.
     *   goal      how many should be; the watchdog writes, before there is one the creator.
     *
     * Invariants.
     *   I1  A carrier is a member before its thread starts and until after the thread has ended.
     *   I2  active counts the members that are not aside, plus those that are about to join.
     *   I3  A carrier that stands aside has no stealable task in its own queue between two mounts.
     *
     * No wake-up is lost when carriers come: the array is published before the carrier first dozes. A waker that reads
     * the older array made its work visible before, so the carrier's second look before it sleeps sees that work.
     * When they step aside: the carrier counts itself out, gives its tasks to the shared queue, and after a full fence
     * wakes another carrier if work is visible. Whoever made work visible earlier and woke nobody, because this one was
     * awake, is covered by that; whoever does so later finds it neither dozing nor searching. The carriers that stay
     * active, at least one, look at every inlet before they doze.
     * When they leave: a carrier that is nobody's home gets no task any more, since only its own thread adds to its
     * queue, and only threads that unmounted there inside a section come to its home inbox.
     *
     * Progress. Lock-free; carriers and the watchdog take no lock here.
     */

    private final IntFunction<Worker> recruit;
    private final Consumer<Thread> starter;
    private final AtomicInteger active = new AtomicInteger();
    // watchdog writes, any thread reads; never changed in place
    private volatile Worker[] members = {};
    // watchdog writes, carriers read
    private volatile int goal;
    // watchdog only
    private int number;

    /**
     * @param recruit makes the carrier with this number
     * @param starter starts the platform thread of a carrier, or fails for want of memory
     */
    Workers(IntFunction<Worker> recruit, Consumer<Thread> starter) {
        this.recruit = recruit;
        this.starter = starter;
    }

    /** Never changed in place. */
    Worker[] members() {
        return members;
    }

    /** How many workers should be active now, as {@link #adjustTo} said last. */
    int goal() {
        return goal;
    }

    int active() {
        return active.get();
    }

    // -- the watchdog, and the creator before there is one

    /**
     * Says how many carriers should be active, and wakes or starts those that are missing.
     *
     * @return how many were woken or started
     * @throws OutOfMemoryError if the operating system grants no thread; those that were granted stay
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
        active.getAndIncrement();
        for (Worker worker : members()) {
            if (worker.join()) {
                return true;
            }
        }
        active.getAndDecrement();
        return false;
    }

    private void startOne() {
        Worker worker = recruit.apply(number);
        Worker[] before = members;
        Worker[] grown = Arrays.copyOf(before, before.length + 1);
        grown[before.length] = worker;
        members = grown;
        active.getAndIncrement();
        try {
            starter.accept(worker.thread());
        } catch (Throwable e) {
            active.getAndDecrement();
            members = before;
            worker.forgotten();
            throw e;
        }
        number++;
    }

    /** Forgets carriers whose threads have ended. */
    void forgetEnded() {
        Worker[] all = members;
        // Not alive, besides: that orders what the carrier did before what its counter's next user does.
        List<Worker> gone =
                Arrays.stream(all).filter(worker -> worker.hasEnded() && !worker.thread().isAlive()).toList();
        if (!gone.isEmpty()) {
            members = Arrays.stream(all).filter(worker -> !gone.contains(worker)).toArray(Worker[]::new);
            gone.forEach(Worker::forgotten);
        }
    }

    /** Wakes carriers that sleep and are too many, so that they step aside. */
    void callSurplus() {
        int surplus = active.get() - goal;
        for (Worker worker : members()) {
            if (surplus > 0 && worker.parker().isDozing()) {
                worker.parker().call();
                surplus--;
            }
        }
    }

    /** Lets carriers that stand aside leave, as soon as they are nobody's home, until so many are left. */
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

    // -- carriers

    /** Counts the calling carrier out if there are too many. */
    boolean stepAside() {
        while (true) {
            int now = active.get();
            if (now <= goal) {
                return false;
            }
            // Pairs with Workers.adjustTo: it writes the goal and then reads active. What both miss is corrected by the
            // next round.
            if (active.compareAndSet(now, now - 1)) {
                return true;
            }
        }
    }

    /** The calling carrier, which is active, could not begin or cannot go on. */
    void lose() {
        active.getAndDecrement();
    }
}
