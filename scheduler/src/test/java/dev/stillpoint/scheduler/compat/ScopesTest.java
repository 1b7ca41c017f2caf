// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.ChildJvm;
import org.junit.jupiter.api.Test;

class ScopesTest {
    @Test
    void nestedScopesInheritedValuesAndFailures() throws Exception {
        ChildJvm jvm = ChildJvm.run(Scopes.class, "--enable-preview", ChildJvm.OPENS);

        assertThat(jvm.output().lines()).containsExactly("sum 1000", "inherited from the owner",
                "failure on purpose");
        assertThat(jvm.status()).isZero();
    }
}
