// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

/** A party that wants to hear from every carrier of the process; see {@link CarrierRegistry#subscribe}. */
public interface CarrierSubscriber {

    /**
     * A carrier exists. Called before anything is mounted on it. For a carrier that existed before this subscribed, it
     * is called before {@link CarrierRegistry#subscribe} returns.
     *
     * @return the listener that is told of this carrier's unmounts
     */
    CarrierListener added(Carrier carrier);

    /**
     * A carrier has ended: it is offline for ever and no reader is parked there. After an error this may be told twice.
     */
    void removed(Carrier carrier);
}
