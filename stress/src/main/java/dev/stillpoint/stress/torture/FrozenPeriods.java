// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.CarrierSubscriber;
import dev.stillpoint.scheduler.carrier.Registers;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Grace periods once more, on the real carriers, frozen, and with one flaw or none. Its steps are those of
 * {@code GracePeriods} and {@code CarrierRecord}; where these change, this stays. Without a flaw it must survive the
 * torture, so what fails is the flaw and not the copy.
 */
final class FrozenPeriods implements CarrierSubscriber {

    private static final long PAUSE_NANOS = 50_000;
    /** In frames: in the interpreter a section takes more stack than compiled, and compiled these are small. */
    private static final int ROOM = 40;
    /** Large enough that it fails on a full heap, nearly always. */
    private static final int WORKSPACE_BYTES = 64 << 10;

    private final @Nullable Flaw flaw;
    private final FrozenVisitors visitors;
    private final List<Frozen> records = new CopyOnWriteArrayList<>();
    // driver writes
    private volatile long requested;
    // driver writes
    private volatile long completed;
    // driver writes
    private volatile long stops;
    private volatile boolean closed;
    // driver only; stands for what a driver needs
    @SuppressWarnings("UnusedVariable") // what matters is to allocate it
    private byte[] workspace = {};

    FrozenPeriods(@Nullable Flaw flaw) {
        this.flaw = flaw;
        visitors = new FrozenVisitors(flaw == Flaw.ONE_PHASE_SHORT);
    }

    FrozenVisitors visitors() {
        return visitors;
    }

    void enter(Registers registers) {
        if (registers.holds() == 0) {
            enterOutermost(registers);
        } else {
            registers.hold();
        }
    }

    private void enterOutermost(Registers registers) {
        registers.begin();
        if (flaw == Flaw.OPEN_AT_STACK_END) {
            // Deeper than there is room for, now and then.
            descend(2 * ROOM);
        }
        registers.stamp(requested);
    }

    /** Overflows here, or leaves stack enough for what begins and ends a section. */
    static void requireRoom() {
        descend(ROOM);
    }

    private static int descend(int frames) {
        return frames == 0 ? 0 : 1 + descend(frames - 1);
    }

    long completed() {
        return completed;
    }

    long stops() {
        return stops;
    }

    boolean isClosed() {
        return closed;
    }

    /** Those who wait give up. */
    void close() {
        closed = true;
    }

    /** Platform threads only: one drives, the others wait for their turn. */
    synchronized boolean awaitGracePeriod() {
        long wanted = requested + 1;
        boolean ended = true;
        while (ended && completed < wanted) {
            // If the driver before has failed, its grace period comes first.
            ended = driveOrFail(completed + 1);
        }
        return ended;
    }

    private boolean driveOrFail(long number) {
        try {
            return drive(number);
        } catch (OutOfMemoryError e) {
            if (flaw != Flaw.ENDS_BY_ERRORS) {
                throw e;
            }
            completed = number;
            return true;
        }
    }

    private boolean drive(long number) {
        VarHandle.fullFence();
        requested = number;
        VarHandle.fullFence();
        workspace = new byte[WORKSPACE_BYTES];
        boolean ended = visitors.drain(() -> closed) && (flaw == Flaw.SKIPS_CARRIERS || awaitCarriers(number));
        if (ended) {
            completed = number;
        }
        return ended;
    }

    private boolean awaitCarriers(long number) {
        for (Frozen record : records) {
            while (!record.hasPassed(number)) {
                if (closed) {
                    return false;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
                record.stopAndLook(number);
            }
        }
        return true;
    }

    @Override
    public CarrierListener added(Carrier carrier) {
        Frozen record = new Frozen(carrier);
        records.add(record);
        return record;
    }

    @Override
    public void removed(Carrier carrier) {
        records.stream().filter(record -> record.carrier == carrier).forEach(record -> record.removed = true);
        records.removeIf(record -> record.removed);
    }

    private boolean nobodyParked(Carrier carrier, long number) {
        return switch (flaw) {
            case IGNORES_PARKED -> true;
            case WRONG_PARITY -> carrier.parked(number) == 0;
            case ONE_COUNTER -> carrier.parked(0) == 0 && carrier.parked(1) == 0;
            case null, default -> carrier.parked(number - 1) == 0;
        };
    }

    private final class Frozen implements CarrierListener {

        private final Carrier carrier;
        // carrier thread writes
        private volatile long observed;
        // driver writes
        private long foundQuiescent;
        private volatile boolean removed;

        Frozen(Carrier carrier) {
            this.carrier = carrier;
        }

        @Override
        public void unmounted() {
            long number = requested;
            if (observed != number && nobodyParked(carrier, number)) {
                observed = number;
            }
        }

        boolean hasPassed(long number) {
            return observed >= number || foundQuiescent >= number || isOfflineAndQuiescent(number) || removed;
        }

        private boolean isOfflineAndQuiescent(long number) {
            int before = carrier.presence();
            boolean quiescent = (before & 1) == 0 && nobodyParked(carrier, number);
            VarHandle.loadLoadFence();
            return quiescent && carrier.presence() == before;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one driver at a time
        void stopAndLook(long number) {
            int comebacks = carrier.comebacks();
            carrier.registers().handshake();
            stops++;
            Registers registers = carrier.registers();
            boolean nobodyMounted = flaw == Flaw.IGNORES_HOLDS || registers.holdsAcquire() == 0
                    || registers.sinceAcquire() >= number;
            // Long enough for a reader to mount; a driver that is preempted here is as slow.
            LockSupport.parkNanos(PAUSE_NANOS);
            if (nobodyMounted && nobodyParked(carrier, number)
                    && (flaw == Flaw.NO_COMEBACKS || carrier.comebacks() == comebacks)) {
                foundQuiescent = number;
            }
        }
    }
}
