// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static java.lang.invoke.MethodHandles.arrayElementVarHandle;

import dev.stillpoint.scheduler.carrier.Handshake;
import java.lang.invoke.VarHandle;

/**
 * The readers that are on no carrier. Virtual threads of other schedulers are counted, here. Platform threads have
 * {@linkplain VisitorRecords records}, or are counted as well where drivers cannot stop a thread.
 */
public final class Visitors {

    /*
     * What it is. Two sets of striped counters, as in the Linux kernel's sleepable RCU: a reader enters in the current
     * phase and leaves in the phase in which it entered. It needs no thread identity, so any thread may read, migrate
     * and end.
     *
     * State.
     *   phase      0 or 1; driver writes, readers read.
     *   counters   enters and exits per phase and stripe; any thread adds, the driver sums.
     *
     * Invariants.
     *   I1  A phase is drained when its exits, summed first, equal its enters, summed afterwards. An exit that was
     *       summed has its enter summed too, so equality means that at some moment between the two sums no reader was
     *       inside in this phase.
     *   I2  A drain waits for the phase that is not current, flips, and waits for the phase that was current. A reader
     *       that read the phase before an earlier flip and entered only afterwards is in the phase that is not current.
     *       The first wait is for such readers, and no new reader can prolong it. The second wait is for the readers of
     *       the phase that was current. After the flip new readers enter the other phase, so it ends as well.
     *
     * Ordering.
     *   enter: add (volatile), then a volatile read of the published number, by GracePeriods.enter, then the section
     *     reads. Pairs with the driver's "publish, full fence, sum": the driver counts the reader, or the add comes
     *     after the sum in the order of all volatile accesses, so the read gets the new number and with it all that was
     *     unlinked before.
     *   exit: full fence by the volatile add: the section's reads are done before the driver can see the exit.
     *   between the sums of exits and enters: full fence (I1).
     *
     * Progress. enter and exit are wait-free.
     */

    private static final VarHandle COUNTER = arrayElementVarHandle(long[].class);

    /** One counter per pair of cache lines, because the prefetcher fetches lines in pairs. */
    private static final int STRIDE = 16;
    private static final int PHASES = 2;
    /** By then threads that read all the time have been seen with a new stamp. It takes some microseconds. */
    private static final int LOOKS_BEFORE_STOP = 64;

    private final int stripes;
    // [stride pad][phase][kind][stripe] * STRIDE
    private final long[] enters;
    private final long[] exits;
    private final VisitorRecords records = new VisitorRecords();
    private final int patience;
    private final boolean canStop;
    // driver writes
    private volatile int phase;

    public Visitors() {
        this(Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 2);
    }

    /** @param stripes a power of two; fewer make collisions likelier */
    public Visitors(int stripes) {
        this(stripes, LOOKS_BEFORE_STOP, Handshake.isAvailable());
    }

    /**
     * @param stripes a power of two; fewer make collisions likelier
     * @param patience how often a driver looks at a platform thread before it stops it
     * @param canStop whether drivers may stop threads; if not, all visitors are counted
     */
    public Visitors(int stripes, int patience, boolean canStop) {
        if (stripes < 1 || Integer.bitCount(stripes) != 1) {
            throw new IllegalArgumentException("stripes must be a power of two, not " + stripes);
        }
        this.stripes = stripes;
        this.patience = patience;
        this.canStop = canStop;
        enters = new long[(PHASES * stripes + 1) * STRIDE];
        exits = new long[(PHASES * stripes + 1) * STRIDE];
    }

    /**
     * Counts a reader in, as the first step of its section; the second is to read the published number. If it throws,
     * the reader is not counted.
     *
     * @param spread anything that differs between threads
     * @return the ticket for {@link #exit}
     */
    public int enter(long spread) {
        int slot = slot(phase, (int) (spread ^ (spread >>> 32)) & (stripes - 1));
        // Pairs with GracePeriods.publish: the sums see this visitor, or it reads the new number.
        COUNTER.getAndAdd(enters, slot, 1L);
        return slot;
    }

    /** Counts the reader with this ticket out, on any thread, once. If it throws, the reader is still counted. */
    public void exit(int ticket) {
        // Pairs with Visitors.isDrained: the section's reads are done when its exit is summed.
        COUNTER.getAndAdd(exits, ticket, 1L);
    }

    /** About how many visitors are inside. Any thread; for reports. */
    public long inside() {
        long left = sum(exits, 0) + sum(exits, 1);
        // Pairs with Visitors.exit: the enter of an exit that was summed is summed too.
        VarHandle.fullFence();
        return sum(enters, 0) + sum(enters, 1) - left + records.inside();
    }

    // -- the registry

    /** A visitor for this thread, which is new here. Without memory it throws, and nothing has changed. */
    Visitor add(Thread thread, long id) {
        if (thread.isVirtual() || !canStop) {
            return Visitor.counted(thread, id);
        }
        Visitor visitor = Visitor.recorded(thread, id);
        records.add(visitor);
        return visitor;
    }

    /** Forgets one that has ended and is in no section. Once. */
    void remove(Visitor ended) {
        if (!ended.isCounted) {
            records.remove(ended);
        }
    }

    /** Ends the section of one that has ended inside. If it throws, it has not; nothing can fail once it has. */
    void leave(Visitor ended) {
        if (ended.isCounted) {
            exit(ended.ticket);
        }
        ended.holds = 0;
    }

    /** Whether a reader with this stamp and ticket holds up the grace period that is being waited for. */
    boolean delays(Visitor visitor, long since, long gracePeriod) {
        return since < gracePeriod || (visitor.isCounted && !isCurrent(visitor.ticket));
    }

    // -- the driver

    /** A wait for the recorded ones. */
    RecordDrain drainRecords(long number) {
        return new RecordDrain(records, number, patience);
    }

    int stripes() {
        return stripes;
    }

    int phase() {
        return phase;
    }

    /** Whether the ticket is of the current phase. Once a drain has flipped, it waits for the others. */
    boolean isCurrent(int ticket) {
        return (ticket / STRIDE - 1) / stripes == phase;
    }

    /** Driver only. */
    void flip() {
        int current = phase;
        phase = 1 - current;
        // Pairs with Visitors.enter: visitors that enter from now on do so in the other phase, and do not prolong the
        // drain.
        VarHandle.fullFence();
    }

    boolean isDrained(int drainedPhase) {
        long left = sum(exits, drainedPhase);
        // Pairs with Visitors.exit: the enter of an exit that was summed is summed too (I1).
        VarHandle.fullFence();
        return left == sum(enters, drainedPhase);
    }

    private long sum(long[] counters, int summedPhase) {
        long sum = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            // Pairs with Visitors.enter and Visitors.exit: see there.
            sum += (long) COUNTER.getVolatile(counters, slot(summedPhase, stripe));
        }
        return sum;
    }

    private int slot(int slotPhase, int stripe) {
        return (slotPhase * stripes + stripe + 1) * STRIDE;
    }
}
