// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import dev.stillpoint.scheduler.pool.CarrierPool;

/** Breaks a rule of the architecture test, to show that the rule can fail. */
public record KnowsPools(CarrierPool known) {
}
