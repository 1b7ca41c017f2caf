// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.jdk.CurrentCarrierThread;
import org.jspecify.annotations.Nullable;

/**
 * Finds the carrier under the calling thread. This is the first instruction of every read section.
 *
 * <p>For a virtual thread the answer is stale after any call that can park, block or yield. Inside a read section it
 * stays right, because the thread comes back to this carrier only.
 *
 * <p>These are not methods of {@link CarrierThread}, because that class does not load in a JVM without our flags. In
 * such a JVM the answer is always null.
 */
public final class CurrentCarrier {

    private CurrentCarrier() {
    }

    /** The carrier's thread, or null when the calling thread is not mounted on a carrier of this library. */
    public static @Nullable CarrierThread thread() {
        return CurrentCarrierThread.get() instanceof CarrierThread thread ? thread : null;
    }

    /** The carrier, or null when the calling thread is not mounted on a carrier of this library. */
    public static @Nullable Carrier get() {
        return CurrentCarrierThread.get() instanceof CarrierThread thread ? thread.carrier() : null;
    }

    /** The carrier's registers, or null when the calling thread is not mounted on a carrier of this library. */
    public static @Nullable Registers registers() {
        return CurrentCarrierThread.get() instanceof CarrierThread thread ? thread : null;
    }
}
