// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.violation;

import dev.stillpoint.reclaim.Reclaimer;

/** Dependencies point down. */
public record KnowsReclaim(Reclaimer reclaimer) {
}
