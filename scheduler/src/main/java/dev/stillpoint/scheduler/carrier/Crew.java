package dev.stillpoint.scheduler.carrier;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The carriers of one pool: how many take stealable work, how many stand by, and how they come and go. */
final class Crew {

    /*
     * What it is. A carrier is active or stands aside. An active one takes work from everywhere. One that stands aside
     * serves only the threads that must come home to it; when it is nobody's home it may be dismissed, and leaves.
     *
     *            start
     *   (none) --------> active <---- JOIN / step aside ----> aside -- dismissed, nobody's home --> (none)
     *
     * State.
     *   members   every carrier whose thread may run; replaced whole by the watchdog, before there is one by the
     *   creator. active    how many of them are active; the watchdog adds, each carrier that steps aside takes away.
     *   wanted    how many should be; the watchdog writes, before there is one the creator.
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

    private final IntFunction<CarrierLoop> recruit;
    private final Consumer<Thread> starter;
    private final AtomicInteger active = new AtomicInteger();
    // watchdog writes, any thread reads; never changed in place
    private volatile CarrierLoop[] members = {};
    // watchdog writes, carriers read
    private volatile int wanted;
    // watchdog only
    private int number;

    /**
     * @param recruit makes the carrier with this number
     * @param starter starts the platform thread of a carrier, or fails for want of memory
     */
    Crew(IntFunction<CarrierLoop> recruit, Consumer<Thread> starter) {
        this.recruit = recruit;
        this.starter = starter;
    }

    /** Never changed in place. */
    CarrierLoop[] members() {
        return members;
    }

    int wanted() {
        return wanted;
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
    int want(int number) {
        wanted = number;
        int raised = 0;
        while (active.get() < number) {
            if (!joinOne()) {
                startOne();
            }
            raised++;
        }
        return raised;
    }

    private boolean joinOne() {
        active.getAndIncrement();
        for (CarrierLoop loop : members()) {
            if (loop.join()) {
                return true;
            }
        }
        active.getAndDecrement();
        return false;
    }

    private void startOne() {
        CarrierLoop loop = recruit.apply(number);
        CarrierLoop[] before = members;
        CarrierLoop[] grown = Arrays.copyOf(before, before.length + 1);
        grown[before.length] = loop;
        members = grown;
        active.getAndIncrement();
        try {
            starter.accept(loop.thread);
        } catch (Throwable e) {
            active.getAndDecrement();
            members = before;
            loop.forgotten();
            throw e;
        }
        number++;
    }

    /** Forgets carriers whose threads have ended. */
    void forgetEnded() {
        CarrierLoop[] all = members;
        // Not alive, besides: that orders what the carrier did before what its counter's next user does.
        List<CarrierLoop> gone = Arrays.stream(all).filter(loop -> loop.hasEnded() && !loop.thread.isAlive()).toList();
        if (!gone.isEmpty()) {
            members = Arrays.stream(all).filter(loop -> !gone.contains(loop)).toArray(CarrierLoop[]::new);
            gone.forEach(CarrierLoop::forgotten);
        }
    }

    /** Wakes carriers that sleep and are too many, so that they step aside. */
    void callSurplus() {
        int surplus = active.get() - wanted;
        for (CarrierLoop loop : members()) {
            if (surplus > 0 && loop.isDozing()) {
                loop.call();
                surplus--;
            }
        }
    }

    /** Lets carriers that stand aside leave, as soon as they are nobody's home, until so many are left. */
    void dismissDownTo(int number) {
        CarrierLoop[] all = members();
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
            if (now <= wanted) {
                return false;
            }
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
