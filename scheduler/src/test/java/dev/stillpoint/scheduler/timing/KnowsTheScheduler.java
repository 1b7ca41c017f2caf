// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.timing;

import dev.stillpoint.scheduler.CarrierScheduler;

/** Breaks a rule of the architecture test, to show that the rule can fail. */
public record KnowsTheScheduler(CarrierScheduler scheduler) {
}
