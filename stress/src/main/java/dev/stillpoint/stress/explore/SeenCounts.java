// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

/** What grace periods see of the counts of readers that are parked at a carrier. */
interface SeenCounts {

    /** The counts as they are. */
    SeenCounts LIBRARY = counts -> counts;

    /**
     * Two counts of one carrier.
     *
     * @param even readers whose stamp is even
     * @param odd readers whose stamp is odd
     */
    record Counts(int even, int odd) {
    }

    /** What is seen where these are the counts. */
    Counts seen(Counts counts);
}
