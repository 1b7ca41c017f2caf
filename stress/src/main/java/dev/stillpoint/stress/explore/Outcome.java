// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param violation what was wrong, or null
 * @param moves how often somebody had a turn
 * @param gracePeriods how many ended
 * @param stops how often a carrier was stopped to look at it
 * @param freed how many elements were freed
 */
record Outcome(@Nullable String violation, long moves, long gracePeriods, long stops, long freed) {
}
