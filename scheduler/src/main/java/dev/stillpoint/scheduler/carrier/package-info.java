/**
 * The seam between the scheduler and reclamation: what grace periods need to know of a carrier, and nothing else. The
 * registers of the mounted thread, presence, parked readers, a slot, the handshake, registration, and one listener.
 * Exported to the module {@code dev.stillpoint.reclaim} only.
 *
 * <p>It knows neither tasks nor queues, and of threads only that a carrier is one. The scheduler's running side is
 * built on top of it. Read {@link dev.stillpoint.scheduler.carrier.Carrier} first: the argument stands there.
 */
@NullMarked
package dev.stillpoint.scheduler.carrier;

import org.jspecify.annotations.NullMarked;
