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

    FrozenPeriods(@Nullable Flaw flaw) {
        this.flaw = flaw;
        visitors = new FrozenVisitors(flaw == Flaw.ONE_PHASE_SHORT);
    }

    FrozenVisitors visitors() {
        return visitors;
    }

    void enter(Registers registers) {
        if (registers.holds() == 0) {
            registers.begin();
            registers.stamp(requested);
        } else {
            registers.hold();
        }
    }

    long completed() {
        return completed;
    }

    long stops() {
        return stops;
    }

    /** Those who wait give up. */
    void close() {
        closed = true;
    }

    /** Platform threads only: one drives, the others wait for their turn. */
    synchronized boolean awaitGracePeriod() {
        long number = requested + 1;
        VarHandle.fullFence();
        requested = number;
        VarHandle.fullFence();
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
