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

    /** A party that wants to hear from every carrier of the process. */
    interface Source {

        /**
         * A carrier exists. Called before anything is mounted on it, or, for one that was there before the source
         * subscribed, before {@link CarrierRegistry#subscribe} returns.
         *
         * @return who is told of this carrier's unmounts
         */
        CarrierListener added(Carrier carrier);

        /** A carrier has ended: it is offline for ever and no reader is parked there. */
        void removed(Carrier carrier);
    }
}
