// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

/**
 * What grace periods hear from one carrier. The one call is made after every single unmount, so it must take a few
 * instructions only: no lock, no allocation, no call that can park, and no exception.
 */
@FunctionalInterface
public interface CarrierListener {

    /**
     * No reader is mounted, and the counts of parked readers are exact. Called on the carrier's thread after each
     * unmount, and before the carrier goes offline.
     */
    void unmounted();
}
