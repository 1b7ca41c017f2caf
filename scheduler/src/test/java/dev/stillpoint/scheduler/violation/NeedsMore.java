// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.violation;

import org.assertj.core.api.Assertions;

/** What users would have to put on their class path. */
public final class NeedsMore {

    private NeedsMore() {
    }

    static void require(boolean condition) {
        Assertions.assertThat(condition).isTrue();
    }
}
