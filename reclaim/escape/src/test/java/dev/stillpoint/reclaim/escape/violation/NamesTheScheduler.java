// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.violation;

import dev.stillpoint.scheduler.CarrierScheduler;

/** So it does the scheduler. */
public record NamesTheScheduler(CarrierScheduler scheduler) {
}
