// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.carrier.Carrier;

/** Breaks a rule of the architecture test, to show that the rule can fail. */
public record KnowsCarriers(Carrier carrier) {
}
