// SPDX-License-Identifier: Apache-2.0
/**
 * The interface between the scheduler and reclamation: what grace periods need to know of a carrier, and nothing else.
 * That is the registers of the mounted thread, presence, parked readers, a slot, the handshake, registration, and one
 * listener. The package is exported to the module {@code dev.stillpoint.reclaim} only.
 *
 * <p>It knows neither tasks nor queues. Of threads it knows only that a carrier is one. The workers of the scheduler
 * are built on top of it. Read {@link dev.stillpoint.scheduler.carrier.Carrier} first, which has the argument.
 */
@NullMarked
package dev.stillpoint.scheduler.carrier;

import org.jspecify.annotations.NullMarked;
