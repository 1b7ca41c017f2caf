// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StructuredScopeTest {
    @Test
    void subtasksRunOnTheSchedulerOfTheirOwner() throws Exception {
        ChildJvm jvm = ChildJvm.run(StructuredScope.class, "--enable-preview", ChildJvm.OPENS);

        assertThat(jvm.output()).matches("scoped-carrier-\\d+\\Rscoped-carrier-\\d+\\R");
        assertThat(jvm.status()).isZero();
    }
}
