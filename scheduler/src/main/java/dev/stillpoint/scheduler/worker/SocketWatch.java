// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.jdk.EventQueue;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Makes sure that somebody watches the sockets of a pool: who leads, and when anybody looked last. */
public final class SocketWatch {

    /*
     * What it is. The workers of a pool share one queue of events. A worker that has nothing to run sleeps in it; only
     * one does so at a time, the leader, because events would wake all that sleep there. The others park. Workers that
     * are awake look from time to time without blocking.
     *
     * Invariants.
     *   I1  Somebody watches: the leader blocks in the queue, or is about to; or some active worker is awake, and leads
     *       or finds another leader before it parks.
     *   I2  Whoever blocks in the queue is woken as one that parks is. Parker says how.
     *
     * Why I1 holds. A worker that parks has published that it dozes, and found after that that another one leads. That
     * one, L, must end its lead before anybody can miss it. When it does,
     *   either it has events, or was woken: it is active and awake, and the next time that it sleeps it asks again;
     *   or it stands aside in the end. An active worker that stands aside passes a full fence, and if nobody leads it
     *     wakes one that dozes. Either it finds the one that parked because of L; or that one publishes that it dozes
     *     after this, and so asks who leads after L has ended its lead.
     * At least one worker is active at any time (Workers), and one that begins is awake. A worker that stands aside
     * already neither leads nor looks.
     *
     * Who has not joined. The watch may begin when workers run already. Each joins where it finds nothing to run, and
     * its threads register here only from then on; so when the first one does, a worker that has joined is awake. One
     * that parks without having joined watches nothing and is missed by nobody; if it is woken to watch, it joins.
     *
     * What I1 does not give. A worker that is awake may run one thread for a long time: it computes, is in a blocking
     * call, or its thread parks pinned. Those that parked because of it do not know. So there is a lookout, a thread of
     * its own. If nobody leads, and since its last round, a millisecond ago at least, nobody has looked and no active
     * worker has taken a turn, it wakes a worker that dozes, which then leads; if none dozes, it looks itself. A worker
     * that takes turns looks when its queues are empty, and after a bounded number of turns in any case (SocketDuty).
     * The lookout also repairs what a waker without stack left undone. While somebody leads for longer it sleeps, and
     * the end of the lead wakes it.
     *
     * Ordering. `leader` and `lookout` are volatile. The leader ends its lead and then reads `lookout`; the lookout
     * publishes itself and then reads `leader`. One of the two sees the other.
     *
     * Errors. Whoever leads is named, so it can end its lead without having to know how far it came. It does so in a
     * finally, where no call stands before that could fail. The lookout looks at least once a second whatever happens.
     *
     * Progress. Nothing here waits, but for the lookout.
     */

    private static final VarHandle LEADER =
            fieldVarHandle(lookup(), "leader", VarHandle.class, SocketWatch.class, Object.class);
    private static final VarHandle LOOKS =
            fieldVarHandle(lookup(), "looks", VarHandle.class, SocketWatch.class, long.class);

    final EventQueue queue;
    // workers: CAS from null to their parker; the leader: store of null; any thread reads
    volatile @Nullable Object leader;
    // any thread that looks writes, opaque, and increments may get lost; the lookout reads: whether anybody has looked
    private volatile long looks;
    // who has ended a lead writes, plain; who is about to sleep while nobody leads reads: a guess needs no order
    private boolean eventful;
    // the lookout sets, whoever ends a lead clears; set while it sleeps because somebody leads
    private volatile @Nullable Thread lookout;

    /** Nobody watches yet. */
    public SocketWatch(EventQueue queue) {
        this.queue = queue;
    }

    /** The events of the pool's sockets. */
    public EventQueue queue() {
        return queue;
    }

    /** Whether somebody blocks in the queue, or is about to, or has just left it. Any thread. */
    public boolean isLed() {
        return leader != null;
    }

    /** Makes the worker of this parker the leader, if nobody leads. It ends its lead by a store of null. */
    boolean tryLead(Object parker) {
        // Pairs with Worker.standAside and Parker.sleep: the worker has published that it dozes before this.
        return leader == null && LEADER.compareAndSet(this, null, parker);
    }

    /**
     * Whether the last lead ended with events: a guess that the next one will too. A leader spins for the sake of
     * wakers, which then need no system call. An event comes from the kernel and does not end a spin, so whoever
     * expects one blocks at once.
     */
    boolean isEventful() {
        return eventful;
    }

    /**
     * The calling worker has ended its lead. Wakes the lookout. If this fails, the lookout wakes within a second.
     *
     * @param byEvents whether it has taken events; if not, somebody woke it
     */
    void leadEnded(boolean byEvents) {
        if (eventful != byEvents) {
            eventful = byEvents;
        }
        looked();
        // Pairs with SocketWatch.sleepWhileLed: it sees that nobody leads, or is seen here.
        Thread sleeping = lookout;
        if (sleeping != null) {
            lookout = null;
            LockSupport.unpark(sleeping);
        }
    }

    /** Notes that the calling thread looks at the queue. */
    public void looked() {
        // Needs no pair: the lookout compares two readings, a millisecond apart at least.
        LOOKS.setOpaque(this, looks + 1);
    }

    /** A number that changes as long as somebody looks. */
    public long looks() {
        return looks;
    }

    /** For the lookout: sleeps while somebody leads, for this long at most. */
    public void sleepWhileLed(long nanos) {
        lookout = Thread.currentThread();
        // Pairs with SocketWatch.leadEnded.
        if (leader != null) {
            LockSupport.parkNanos(this, nanos);
        }
        lookout = null;
    }
}
