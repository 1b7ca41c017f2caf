// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory.violation;

import dev.stillpoint.reclaim.grace.GracePeriods;

/** Breaks a rule of the architecture test, to show that the rule can fail. */
public record KnowsGracePeriods(GracePeriods periods) {
}
