package dev.stillpoint.reclaim.grace;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import java.lang.invoke.VarHandle;

/**
 * What one carrier has announced. The protocol and its ordering are argued in {@link GracePeriods}.
 */
final class CarrierRecord implements CarrierListener {

    private static final VarHandle OBSERVED = fieldVarHandle(lookup(), "observed", VarHandle.class, CarrierRecord.class,
            long.class);

    private final GracePeriods periods;
    private final Carrier carrier;
    // the newest grace period to which this carrier was quiescent; carrier thread writes, release
    private long observed;
    // set by the registry's callers, read by the driver
    private volatile boolean removed;

    CarrierRecord(GracePeriods periods, Carrier carrier) {
        this.periods = periods;
        this.carrier = carrier;
    }

    /**
     * The quiescent state. The thread that has just left is either outside every section or already counted as parked
     * under its stamp, and nothing else is mounted. When no grace period is pending this is one shared read.
     */
    @Override
    public void unmounted() {
        long number = periods.requested();
        if (observed != number && periods.rule().isQuiescent(carrier, number)) {
            OBSERVED.setRelease(this, number);
        }
    }

    /** Whether the carrier was quiescent after {@code number} was published. Driver only. */
    boolean hasPassed(long number) {
        return (long) OBSERVED.getAcquire(this) >= number || isOfflineAndQuiescent(number) || removed;
    }

    /** An offline carrier announces nothing. Its counts are exact if it stayed offline while they were read. */
    private boolean isOfflineAndQuiescent(long number) {
        int before = carrier.presence();
        if ((before & 1) != 0) {
            return false;
        }
        boolean quiescent = periods.rule().isQuiescent(carrier, number);
        VarHandle.loadLoadFence();
        return quiescent && carrier.presence() == before;
    }

    /** The carrier has ended: no reader is there, and a driver that still has it on its list stops to wait for it. */
    void remove() {
        removed = true;
    }

    Carrier carrier() {
        return carrier;
    }
}
