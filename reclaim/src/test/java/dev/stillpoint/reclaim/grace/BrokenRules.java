// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

/**
 * The frozen twins of {@link QuiescenceRule#NO_OLDER_READER}: each leaves out one thought. Tests run them in the same
 * harness as the right rule, to show that the harness can tell.
 */
final class BrokenRules {

    /**
     * No parked reader at all, as if a carrier had one plain counter and readers no stamps. Safe, but readers that park
     * in overlapping sections keep the counter above zero for ever.
     */
    static final QuiescenceRule ONE_PLAIN_COUNTER = (carrier, _) -> carrier.parked(0) + carrier.parked(1) == 0;

    /** A thread that left the carrier has left its section: never true for a reader that parks inside. */
    static final QuiescenceRule IGNORES_PARKED_READERS = (_, _) -> true;

    /** Looks at the count of those who came later instead of those who are older. */
    static final QuiescenceRule WRONG_PARITY = (carrier, gracePeriod) -> carrier.parked(gracePeriod) == 0;

    private BrokenRules() {
    }
}
