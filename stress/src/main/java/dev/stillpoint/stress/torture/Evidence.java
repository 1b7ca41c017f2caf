// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a trial has shown.
 *
 * @param violation what went wrong first, or null
 * @param misreads how often a reader saw what it must not see any more
 * @param looks how often a reader looked
 * @param looksAtReplaced of these, at an element that was replaced while the reader stayed
 * @param freed how many elements were freed
 * @param gracePeriods how many ended
 * @param missing the knobs that were on and whose trouble never happened
 */
record Evidence(@Nullable String violation, long misreads, long looks, long looksAtReplaced, long freed,
        long gracePeriods, Set<Knob> missing) {
}
