// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.grace.VisitorRegistry.ReadingVisitor;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CarrierSubscriber;
import dev.stillpoint.scheduler.carrier.CarrierThread;
import dev.stillpoint.scheduler.carrier.Registers;
import dev.stillpoint.scheduler.support.FirstUse;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Numbers grace periods and finds out when each has ended. One object serves all readers of the process. */
public final class GracePeriods implements CarrierSubscriber {

    /*
     * What it is. Quiescent-state-based reclamation (McKenney and Slingwine 1998; Hart et al. 2007) with one slot per
     * carrier instead of one per thread, extended by stamps so that readers may park.
     *
     * State.
     *   requested   the newest grace period that has started; one driver at a time writes, every outermost read section
     *               and every unmount reads.
     *   completed   the newest grace period that has ended; the driver writes, anybody reads. completed <= requested <=
     *               completed + 1.
     *   records     one per carrier; CarrierRecord.observed is written by that carrier alone.
     *   visitors    the readers on other threads, counted; `registry` knows who they are.
     *   current     the grace period that is pending, for the driver: see Drivers. It is set before its number is
     *               published, and cleared after that is completed.
     *
     * A reader is *older* than grace period g if the stamp of its outermost section is below g.
     *
     * Invariants.
     *   I1  Grace period g ends only after two things. Each carrier was seen, at a moment after g was published,
     *       without a reader older than g, mounted or parked. Every visitor that was inside when g was published has
     *       left.
     *   I2  A reader that is not older than g sees everything that was unlinked before g was published.
     *   I3  While g is pending no reader has a stamp below g - 1: otherwise g - 1 could not have ended. So the readers
     *       older than g are exactly those whose stamp has the parity of g - 1, and two counts per carrier are enough.
     *   Hence what was unlinked before g was published is unreachable for all readers once g has ended.
     *
     * Ordering.
     *   publish: full fence, volatile store of requested, full fence. A reader's volatile read of g acquires the store,
     *     so all that happens-before the publication, in particular the unlinks of everything retired, is visible to
     *     the reader (I2). GracePeriod.start() relies on the order of all volatile accesses: the unlink, a full fence
     *     and the read of the old number come before the publication, and the reader's accesses come after it. Release
     *     and acquire alone would leave two from-read edges that the Java memory model does not order.
     *   observed: release by the carrier after an unmount, acquire by the driver. All reads of the sections that ended
     *     on that carrier happen-before the end of the grace period, and so before the memory is freed.
     *   offline carriers: see Carrier.presence. The driver publishes, fences and reads; the carrier goes online, fences
     *     and reads. If the driver saw it offline, its next section sees the new number.
     *   completed: volatile store by the driver after all of the above; whoever reads it may free.
     *
     * Errors. A driver may run out of memory or overflow its stack anywhere. What it needs is allocated before
     * `current` is set. Then come the publication, the reading of `records`, with which the grace period begins, the
     * looks, and `completed`. Each of them can be repeated. A driver that finds a `current` that has not begun
     * publishes the same number again: that stores what is stored already, or stores it late, and the records are read
     * afterwards in any case. A driver that finds one that is completed takes it for none. So no number is skipped,
     * which is what I3 needs.
     *
     * Progress. Readers and carriers never wait. A grace period ends when the older readers have left and each carrier
     * that runs has unmounted once, or was cut, once a waiter allows that, or was stopped, once it is expedited, and
     * looked at: CarrierRecord.passesBehindCut and lookStopped.
     * Readers that park in overlapping sections do not delay it: those that came later carry the new stamp.
     */

    private static final VarHandle REQUESTED = fieldVarHandle(lookup(), "requested", VarHandle.class,
            GracePeriods.class, long.class);

    private static final GracePeriods PROCESS = forProcess();

    private final Visitors visitors;
    private final VisitorRegistry registry;
    private final Cuts cuts;

    // driver writes
    private volatile long requested;
    // driver writes
    private volatile long completed;
    // replaced by the registry's callers under `this`, read by the driver and by reports
    private volatile CarrierRecord[] records = {};
    // driver only
    private @Nullable PendingGracePeriod current;
    // driver writes
    private volatile long stops;
    // driver writes
    private volatile long started;
    // driver writes, before it raises completed: how long those that have ended took together
    private volatile long endedNanos;

    final Drivers drivers = new Drivers(this);
    private final Urgency urgency = new Urgency();
    private final Stages stages = new Stages();
    private final GracePeriodDriver driverThread = new GracePeriodDriver(this);

    /**
     * Creates independent grace periods. {@link CarrierRegistry#subscribe} connects them to the carriers of the
     * process.
     *
     * @param membarrier by which carriers are cut, where it is available; elsewhere they are stopped
     */
    public GracePeriods(Visitors visitors, Membarrier membarrier) {
        this.visitors = visitors;
        registry = new VisitorRegistry(visitors);
        cuts = new Cuts(membarrier);
    }

    /** The same, without a membarrier. */
    public GracePeriods(Visitors visitors) {
        this(visitors, Membarrier.unlinked());
    }

    private static GracePeriods forProcess() {
        // It registers itself now, while there is memory: what fails there fails for ever, and a driver emits it each
        // time.
        GracePeriodEvent.prepare();
        Visitor.Recorded.prepare();
        FirstUse.prepare(WaitingCaller.class, Waiters.Waiter.class, StackRoom.class, PendingGracePeriod.class,
                VisitorDrain.class, VisitorDrain.Stage.class, RecordDrain.class);
        GracePeriods periods = new GracePeriods(new Visitors(), Membarrier.ofProcess());
        CarrierRegistry.subscribe(periods);
        return periods;
    }

    /** The grace periods of all readers and reclaimers of this process. */
    public static GracePeriods process() {
        return PROCESS;
    }

    // -- readers

    /**
     * Opens a hold for the thread mounted on the carrier of these registers. On that carrier's thread only. If this
     * throws, because the stack has come to its end, no hold was opened.
     */
    public void enter(Registers registers) {
        if (registers.holds() == 0) {
            enterOutermost(registers);
        } else {
            registers.hold();
        }
    }

    private void enterOutermost(Registers registers) {
        try {
            // The hold comes before the read of `requested`: an observer that stops this thread between the two must
            // not take it for quiescent and end a grace period that is newer than the stamp.
            registers.begin();
            // Pairs with GracePeriods.publish: a reader that gets the new stamp sees what was unlinked before.
            registers.stamp(requested);
        } catch (Throwable e) {
            // A hold without its stamp carries the stamp of an earlier section, and the next section would nest under
            // it. It is cleared without a call, for which there may be no stack: see CarrierThread.
            if (registers instanceof CarrierThread here) {
                here.holds = 0;
            } else {
                registers.setHolds(0);
            }
            throw e;
        }
    }

    /**
     * Opens a hold for the calling thread, which is on no carrier. If it throws, nothing is opened.
     *
     * @param visitor the calling thread
     */
    public void enter(Visitor visitor) {
        if (visitor.holds == 0) {
            enterOutermost(visitor);
        } else {
            enterAgain(visitor);
        }
    }

    private void enterOutermost(Visitor visitor) {
        try {
            visitor.begin();
            if (!visitor.isAwake()) {
                if (visitor.isCounted) {
                    count(visitor);
                    return;
                }
                visitor.wake();
            }
            // Pairs with GracePeriods.publish: a visitor that a driver has found asleep gets the new stamp, so it sees
            // what was unlinked before.
            visitor.stamp(requested);
        } catch (Throwable e) {
            // As on a carrier: it is cleared without a call. Who was counted has come through.
            visitor.holds = 0;
            throw e;
        }
    }

    /** Once the visitor is counted nothing can fail: whoever left now would be waited for for ever. */
    private void count(Visitor visitor) {
        visitor.ticket = visitors.enter(visitor.id);
        // Pairs with GracePeriods.publish: a visitor that the sums miss gets the new stamp, so it sees what was
        // unlinked before.
        visitor.since = requested;
    }

    private void enterAgain(Visitor visitor) {
        if (visitor.overdue == 0) {
            visitor.holds++;
        } else {
            settle(visitor);
            enter(visitor);
        }
    }

    /**
     * Closes a hold of the calling thread. If it throws, the hold is still open.
     *
     * @param visitor the calling thread
     */
    public void exit(Visitor visitor) {
        if (visitor.isCounted) {
            exitCounted(visitor);
        } else {
            visitor.end();
        }
    }

    private void exitCounted(Visitor visitor) {
        if (visitor.holds == 1) {
            visitors.exit(visitor.ticket);
        }
        visitor.holds--;
    }

    /** Closes what could not be closed where the stack was used up. If it throws, it can be called again. */
    private void settle(Visitor visitor) {
        while (visitor.overdue != 0) {
            exit(visitor);
            visitor.overdue--;
        }
    }

    /** The readers that are on no carrier, counted. */
    public Visitors visitors() {
        return visitors;
    }

    /** The threads that are these readers. */
    public VisitorRegistry registry() {
        return registry;
    }

    // -- carriers

    @Override
    public synchronized CarrierListener added(Carrier carrier) {
        CarrierRecord record = new CarrierRecord(this, carrier);
        CarrierRecord[] grown = Arrays.copyOf(records, records.length + 1);
        grown[records.length] = record;
        records = grown;
        return record;
    }

    @Override
    public synchronized void removed(Carrier carrier) {
        List<CarrierRecord> left = new ArrayList<>();
        for (CarrierRecord record : records) {
            if (record.carrier() == carrier) {
                record.remove();
            } else {
                left.add(record);
            }
        }
        records = left.toArray(new CarrierRecord[0]);
    }

    // -- whoever waits

    /** The newest grace period that has started. */
    public long requested() {
        return requested;
    }

    /** The newest grace period that has ended. */
    public long completed() {
        return completed;
    }

    /** Whether a grace period has started and not ended; the answer may be outdated at once. */
    public boolean isPending() {
        return completed != requested;
    }

    /**
     * The first grace period that covers everything that the caller unlinked before this call. The call does not start
     * it.
     *
     * <p>Memory consistency effects: a full fence before the number is read.
     */
    public long next() {
        // Pairs with GracePeriods.publish: the caller's unlink comes before the publication of any number above this
        // one.
        VarHandle.fullFence();
        return (long) REQUESTED.getVolatile(this) + 1;
    }

    /** Makes sure that {@code gracePeriod} is driven, and returns at once. Any thread. */
    public void request(long gracePeriod) {
        driverThread.request(gracePeriod);
    }

    /**
     * As {@link #request}, for somebody who will poll for its end: once it has lasted for as long as waiters are
     * patient by default, it is expedited. Any thread.
     */
    public void poll(long gracePeriod) {
        urgency.poll(gracePeriod);
        request(gracePeriod);
    }

    /** Makes the driver look more often for the end of {@code gracePeriod} and those before it. Any thread. */
    public void nudge(long gracePeriod) {
        urgency.nudge(gracePeriod);
    }

    /**
     * Lets the driver cut the threads of the process for {@code gracePeriod} and those before it, by a membarrier, and
     * look at carriers that do not unmount. That stops nobody, so it is not waited for as an expedited one is. Where
     * there is no membarrier it changes nothing. Any thread.
     */
    public void allowCuts(long gracePeriod) {
        urgency.allowCuts(gracePeriod);
    }

    /**
     * Makes {@code gracePeriod} and those before it end as soon as they can: the driver looks more often, and stops and
     * looks at carriers that do not unmount. Any thread.
     */
    public void expedite(long gracePeriod) {
        urgency.expedite(gracePeriod);
    }

    /**
     * Waits until {@code gracePeriod} has ended. A platform thread helps to drive it, if it has stack to spare; for
     * others the thread of {@link GracePeriodDriver} drives it. The caller must be outside every read section.
     *
     * @param nanos how long to wait at most
     * @return whether it has ended
     */
    public boolean await(long gracePeriod, long nanos) throws InterruptedException {
        return drivers.await(gracePeriod, nanos, true);
    }

    /**
     * As {@link #await(long, long)}, for a caller that will go on waiting: if it drives, it does not leave that to
     * another thread in between, which would have to wait for a processor first.
     */
    public boolean awaitAtFirst(long gracePeriod, long nanos) throws InterruptedException {
        return drivers.await(gracePeriod, nanos, false);
    }

    /** A stage that completes when {@code gracePeriod} has ended, in the common pool. It is polled for. */
    public CompletionStage<Void> stage(long gracePeriod) {
        CompletionStage<Void> stage = stages.add(gracePeriod);
        poll(gracePeriod);
        completeStages();
        return stage;
    }

    void completeStages() {
        stages.completeUpTo(completed);
    }

    // -- the driver

    /**
     * Drives grace periods until {@code gracePeriod} has ended, or waits while another driver does. Platform threads
     * only.
     */
    public void driveTo(long gracePeriod) {
        drivers.driveTo(gracePeriod);
    }

    /** The grace period that is to be driven, published if it was not. Driver only. */
    PendingGracePeriod pending() {
        PendingGracePeriod pending = unfinished();
        if (pending == null) {
            pending = new PendingGracePeriod(completed + 1, new VisitorDrain(visitors, registry, completed + 1));
            current = pending;
        }
        if (!pending.hasBegun()) {
            publish(pending.number());
            started = System.nanoTime();
            pending.begin(records, started);
        }
        return pending;
    }

    /** The one that was begun, or was about to be, and has not ended. Driver only. */
    @Nullable PendingGracePeriod unfinished() {
        PendingGracePeriod last = current;
        return last != null && last.number() > completed ? last : null;
    }

    /** Looks harder for the end, and then rests. Driver only. */
    void pressOn(PendingGracePeriod pending, long deadline) {
        if (pending.hasSpun() && tryCut(pending)) {
            return;
        }
        if (isForced(pending) && !cuts.isExpected()) {
            countStops(pending.force());
        }
        pending.pause(urgency.hurries(pending), deadline - System.nanoTime());
    }

    /**
     * Cuts the threads of the process, if that is allowed for this grace period, of use, and due.
     *
     * @return whether it did, so that a look is worth its while; driver only
     */
    boolean tryCut(PendingGracePeriod pending) {
        boolean done = urgency.cuts(pending) && pending.needsCut() && cuts.isDue() && cuts.tryCut();
        if (done) {
            pending.noteCut();
        }
        return done;
    }

    /** Whether carriers are to be stopped for this grace period. */
    boolean isForced(PendingGracePeriod pending) {
        return urgency.forces(pending);
    }

    /** Notes that {@code count} carriers were stopped. Driver only. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the driver is the only writer
    void countStops(int count) {
        stops += count;
    }

    private void publish(long number) {
        // Pairs with GracePeriods.enter and GracePeriods.next: a reader that sees the number sees what was unlinked
        // before.
        // And with Carrier.goOnline and Visitors.enter: a reader that may not see the number is seen by the reads that
        // follow.
        VarHandle.fullFence();
        REQUESTED.setVolatile(this, number);
        VarHandle.fullFence();
    }

    /** Notes that it has ended, and wakes every thread that waits for it. Driver only. */
    void complete(PendingGracePeriod ended) {
        // No call stands between the two stores, so no error comes there: each grace period is counted once.
        long sum = endedNanos + ended.nanos();
        long number = ended.number();
        endedNanos = sum;
        completed = number;
        current = null;
        drivers.wakeWaiters();
        GracePeriodEvent.emit(ended);
    }

    // -- reports

    /** How often a carrier was stopped and looked at. */
    public long stops() {
        return stops;
    }

    /** How often carriers were looked at behind a cut, and not stopped. */
    public long cuts() {
        return cuts.count();
    }

    /** How long the grace periods that have ended took together. */
    public long endedNanos() {
        return endedNanos;
    }

    /** When the newest grace period started, as {@link System#nanoTime()}. */
    public long started() {
        return started;
    }

    /** The carriers that hold up the pending grace period. Any thread; the list may be outdated at once. */
    public List<Laggard> laggards() {
        long number = requested;
        if (completed >= number) {
            return List.of();
        }
        return Arrays.stream(records).filter(record -> !record.hasPassed(number))
                .map(record -> Laggard.of(record.carrier(), number)).toList();
    }

    /** The visitors that hold up the pending grace period. Any thread; the list may be outdated at once. */
    public List<ReadingVisitor> visitingLaggards() {
        long number = requested;
        return completed >= number ? List.of() : registry.olderThan(number);
    }
}
