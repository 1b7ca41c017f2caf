// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.CarrierSubscriber;
import dev.stillpoint.scheduler.carrier.Registers;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Grace periods once more, frozen and reduced to what {@link OverlappingReaders} needs, with a rule that may be wrong.
 * One driver, no visitors, no forcing.
 */
final class FrozenGracePeriods implements Periods, CarrierSubscriber {

    private final QuiescenceRule rule;
    private final List<CarrierView> records = new CopyOnWriteArrayList<>();
    // driver writes
    private volatile long requested;

    FrozenGracePeriods(QuiescenceRule rule) {
        this.rule = rule;
    }

    @Override
    public CarrierSubscriber subscriber() {
        return this;
    }

    @Override
    public void enter(Registers registers) {
        if (registers.holds() == 0) {
            registers.begin();
            registers.stamp(requested);
        } else {
            registers.hold();
        }
    }

    @Override
    public boolean passOne(BooleanSupplier givesUp) {
        VarHandle.fullFence();
        long number = requested + 1;
        requested = number;
        VarHandle.fullFence();
        while (!records.stream().allMatch(record -> record.hasPassed(number))) {
            if (givesUp.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(20_000);
        }
        return true;
    }

    @Override
    public CarrierListener added(Carrier carrier) {
        CarrierView made = new CarrierView(carrier);
        records.add(made);
        return made;
    }

    @Override
    public void removed(Carrier carrier) {
        records.removeIf(record -> record.carrier == carrier);
    }

    private final class CarrierView implements CarrierListener {

        private final Carrier carrier;
        // carrier writes
        private volatile long observed;

        CarrierView(Carrier carrier) {
            this.carrier = carrier;
        }

        @Override
        public void unmounted() {
            long number = requested;
            if (observed != number && rule.isQuiescent(carrier, number)) {
                observed = number;
            }
        }

        boolean hasPassed(long number) {
            return observed >= number || isOfflineAndQuiescent(number);
        }

        private boolean isOfflineAndQuiescent(long number) {
            int before = carrier.presence();
            return (before & 1) == 0 && rule.isQuiescent(carrier, number) && carrier.presence() == before;
        }
    }
}
