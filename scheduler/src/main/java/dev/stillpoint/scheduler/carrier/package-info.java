/**
 * Carriers and the threads they run: the carrier's state ({@link dev.stillpoint.scheduler.carrier.Carrier}), one
 * {@link dev.stillpoint.scheduler.carrier.Task} per virtual thread, the queues between them, and the
 * {@link dev.stillpoint.scheduler.carrier.CarrierPool} that dispatches.
 *
 * <p>The seam to reclamation is {@code Carrier}, {@code CarrierListener} and {@code CarrierRegistry}. The rest is the
 * scheduler's own and may change with any release.
 */
@NullMarked
package dev.stillpoint.scheduler.carrier;

import org.jspecify.annotations.NullMarked;
