// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.reclaim.grace.GracePeriods;
import java.util.List;

/**
 * Somebody's wait for a grace period.
 *
 * @param number the grace period
 * @param inside the sections that were open when the wait began, and so must be over when it ends
 */
record Cookie(long number, List<Section> inside) {

    boolean isElapsed(GracePeriods periods) {
        if (periods.completed() < number) {
            return false;
        }
        for (Section section : inside) {
            if (section.isOpen()) {
                throw new Violation(
                        "grace period %d has ended, but not %s, which was older".formatted(number, section));
            }
        }
        return true;
    }
}
