// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

/** Opens to JCStress's stories what grace periods keep to themselves. In their package for that alone. */
public final class Beginning {

    private Beginning() {
    }

    /** A driver publishes the next grace period, and is preempted before it looks at a reader. */
    public static void of(GracePeriods periods) {
        periods.pending();
    }
}
