// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

/** What a run takes for a violation. */
enum Oracle {

    /**
     * A reader uses a freed element; a grace period ends before a section that is older; a guard holder goes on away
     * from home; a thread is queued twice, or for ever not; something is never freed; something is counted at the end.
     */
    STRICT,

    /** A reader uses a freed element: what the user would see of the others, and later. */
    USES
}
