package dev.stillpoint.reclaim.grace;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.Registers;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Numbers grace periods and finds out when each has ended. One object serves all readers of the process. */
public final class GracePeriods implements CarrierListener.Source {

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
     *   visitors    the readers on other threads.
     *
     * A reader is *older* than grace period g if the stamp of its outermost section is below g.
     *
     * Invariants.
     *   I1  Grace period g ends only after each carrier was seen, once after g was published, without a reader older
     *       than g, mounted or parked, and after every visitor that was inside when g was published has left.
     *   I2  A reader that is not older than g sees everything that was unlinked before g was published.
     *   I3  While g is pending no reader has a stamp below g - 1, for g - 1 could not have ended. So the readers older
     *       than g are exactly those whose stamp has the parity of g - 1: two counts per carrier are enough.
     *   Hence what was unlinked before g was published is unreachable for all readers once g has ended.
     *
     * Ordering.
     *   publish: full fence, volatile store of requested, full fence. A reader's volatile read of g acquires the store,
     *     so all that happens-before the publication, in particular the unlinks of everything retired, is visible to
     *     the reader (I2). For start(): the unlink, a full fence and the read of the old number come before the
     *     publication in the order of all volatile accesses, and the reader's accesses come after it; release and
     *     acquire alone would leave two from-read edges that the Java memory model does not order.
     *   observed: release by the carrier after an unmount, acquire by the driver. All reads of the sections that ended
     *     on that carrier happen-before the end of the grace period, and so before the memory is freed.
     *   offline carriers: see Carrier.presence. The driver publishes, fences and reads; the carrier goes online, fences
     *     and reads. If the driver saw it offline, its next section sees the new number.
     *   completed: volatile store by the driver after all of the above; whoever reads it may free.
     *
     * Progress. Readers and carriers never wait. A grace period ends when the older readers have left and each carrier
     * that runs has unmounted once. Readers that park in overlapping sections do not delay it: those that came later
     * carry the new stamp.
     */

    private static final VarHandle REQUESTED = fieldVarHandle(lookup(), "requested", VarHandle.class,
            GracePeriods.class, long.class);

    private static final int SPINS = 64;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final GracePeriods PROCESS = forProcess();

    private final QuiescenceRule rule;
    private final Visitors visitors;

    // driver writes
    private volatile long requested;
    // driver writes, under `waiting`
    private volatile long completed;
    // replaced by the registry's callers under `this`, read by the driver
    private volatile CarrierRecord[] records = {};

    /** Held by the one driver. Never taken by a virtual thread, so a driver cannot be left without a carrier. */
    private final ReentrantLock driving = new ReentrantLock();
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition ended = waiting.newCondition();

    /** Grace periods of their own, for tests; {@link CarrierRegistry#subscribe} connects them to real carriers. */
    public GracePeriods(QuiescenceRule rule, Visitors visitors) {
        this.rule = rule;
        this.visitors = visitors;
    }

    private static GracePeriods forProcess() {
        GracePeriods periods = new GracePeriods(QuiescenceRule.NO_OLDER_READER, new Visitors());
        CarrierRegistry.subscribe(periods);
        return periods;
    }

    /** The grace periods of all readers and reclaimers of this process. */
    public static GracePeriods process() {
        return PROCESS;
    }

    // -- readers

    /** Opens a hold for the thread mounted on the carrier of these registers. On that carrier's thread only. */
    public void enter(Registers registers) {
        if (registers.holds() == 0) {
            // First the hold, then the look at `requested`: an observer that stops this thread between the two must
            // not take it for quiescent and end a grace period that the stamp would be older than.
            registers.begin();
            registers.stamp(requested);
        } else {
            registers.hold();
        }
    }

    /** The readers that are on no carrier. */
    public Visitors visitors() {
        return visitors;
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
        records = left.toArray(CarrierRecord[]::new);
    }

    QuiescenceRule rule() {
        return rule;
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

    /** Whether a grace period has started and not ended; a snapshot. */
    public boolean isPending() {
        return completed != requested;
    }

    /**
     * The first grace period that covers everything the caller unlinked before this call. It does not start it.
     *
     * <p>Memory consistency effects: a full fence before the number is read.
     */
    public long next() {
        VarHandle.fullFence();
        return (long) REQUESTED.getVolatile(this) + 1;
    }

    /** Waits until {@code gracePeriod} has ended; somebody else must drive it. */
    public void await(long gracePeriod) throws InterruptedException {
        waiting.lockInterruptibly();
        try {
            while (completed < gracePeriod) {
                ended.await();
            }
        } finally {
            waiting.unlock();
        }
    }

    /**
     * Drives grace periods until {@code gracePeriod} has ended, or finds that another driver did it. Platform threads
     * only.
     *
     * @param observer told of each grace period driven here
     */
    public void driveTo(long gracePeriod, GracePeriodObserver observer) {
        driving.lock();
        try {
            while (completed < gracePeriod) {
                long start = System.nanoTime();
                long number = drive();
                observer.gracePeriodEnded(number, System.nanoTime() - start);
            }
        } finally {
            driving.unlock();
        }
    }

    private long drive() {
        long number = requested + 1;
        publish(number);
        VisitorDrain drain = visitors.startDrain();
        CarrierRecord[] pending = records.clone();
        int left = pending.length;
        for (int round = 0;; round++) {
            left = dropPassed(pending, left, number);
            boolean visitorsLeft = drain.isFinished();
            if (left == 0 && visitorsLeft) {
                break;
            }
            pause(round);
        }
        complete(number);
        return number;
    }

    private void publish(long number) {
        VarHandle.fullFence();
        REQUESTED.setVolatile(this, number);
        VarHandle.fullFence();
    }

    /**
     * Moves the carriers that are not yet quiescent to the front.
     *
     * @return how many there are
     */
    private static int dropPassed(CarrierRecord[] pending, int count, long number) {
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (!pending[i].hasPassed(number)) {
                pending[left++] = pending[i];
            }
        }
        return left;
    }

    private void complete(long number) {
        waiting.lock();
        try {
            completed = number;
            ended.signalAll();
        } finally {
            waiting.unlock();
        }
    }

    /**
     * Carriers pass within microseconds when they are idle or busy with short mounts; after that it is worth sleeping.
     */
    private static void pause(int round) {
        if (round < SPINS) {
            Thread.onSpinWait();
            return;
        }
        long nanos = Math.min(LONGEST_PAUSE_NANOS, 1_000L * (round - SPINS + 1));
        LockSupport.parkNanos(nanos);
    }
}
