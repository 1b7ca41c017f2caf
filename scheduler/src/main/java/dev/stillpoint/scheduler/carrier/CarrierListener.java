package dev.stillpoint.scheduler.carrier;

/**
 * What grace periods hear from one carrier. There is one call and it is made after every single unmount, so it must be
 * a few instructions: no lock, no allocation, no call that can park, and no exception.
 */
@FunctionalInterface
public interface CarrierListener {

    /**
     * Nothing is mounted, and the counts of parked readers are exact: after each unmount, and before the carrier goes
     * offline. Called on the carrier's thread.
     */
    void unmounted();
}
