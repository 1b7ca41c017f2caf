// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Epoch-based reclamation as in Fraser's thesis, crossbeam and FASTER: a reader publishes the epoch in a slot of its
 * thread, with a full fence, and takes it back afterwards; the writer advances the epoch and waits for older slots.
 */
@State(Scope.Benchmark)
public class FencedEpochReads implements ReadProtocol {

    private static final long OUTSIDE = 0;

    private final List<Slot> slots = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Slot> slotOfThread = ThreadLocal.withInitial(this::newSlot);
    // writer writes
    private volatile long epoch = 1;
    // writer writes
    private volatile LongTable current;

    public FencedEpochReads() {
        this(LongTable.full());
    }

    FencedEpochReads(LongTable initial) {
        current = initial;
    }

    /** Threads are few and live as long as the benchmark, so slots are not given back. */
    private Slot newSlot() {
        Slot slot = new Slot();
        slots.add(slot);
        return slot;
    }

    @Override
    public long read(int index) {
        Slot slot = slotOfThread.get();
        slot.enter(epoch);
        try {
            return current.at(index);
        } finally {
            slot.exit();
        }
    }

    @Override
    public void replace(LongTable next) {
        LongTable old = current;
        current = next;
        long replacedIn = epoch;
        epoch = replacedIn + 1;
        VarHandle.fullFence();
        for (Slot slot : slots) {
            while (slot.isInside(replacedIn)) {
                Thread.onSpinWait();
            }
        }
        old.reclaim();
    }

    @Override
    @TearDown
    public void close() {
        current.reclaim();
    }

    private static final class Slot {

        private static final VarHandle ENTERED = fieldVarHandle(lookup(), "entered", VarHandle.class, Slot.class,
                long.class);

        // owner writes, writer reads; through ENTERED only
        @SuppressWarnings("UnusedVariable")
        private long entered = OUTSIDE;

        void enter(long epoch) {
            ENTERED.setOpaque(this, epoch);
            VarHandle.fullFence();
        }

        void exit() {
            ENTERED.setRelease(this, OUTSIDE);
        }

        /** Whether the owner entered in that epoch or an earlier one. */
        boolean isInside(long inEpoch) {
            long seen = (long) ENTERED.getAcquire(this);
            return seen != OUTSIDE && seen <= inEpoch;
        }
    }
}
