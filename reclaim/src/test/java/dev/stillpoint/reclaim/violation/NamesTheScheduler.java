// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation;

import dev.stillpoint.scheduler.CarrierScheduler;

/** The seam is the carrier, not the scheduler. */
public record NamesTheScheduler(CarrierScheduler scheduler) {
}
