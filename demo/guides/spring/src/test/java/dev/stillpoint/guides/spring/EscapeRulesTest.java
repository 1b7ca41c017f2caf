// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.guides.load.GuardScan;
import dev.stillpoint.reclaim.escape.ScanResult;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The code of the guide keeps the rules that it teaches. */
class EscapeRulesTest {

    @Test
    void theGuideKeepsTheRules() throws IOException {
        ScanResult result = GuardScan.ofAllWith(PricesController.class, ScanPolicy.defaults());

        assertThat(result.classes()).isGreaterThan(3);
        assertThat(result.sections()).isGreaterThan(1);
        assertThat(result.missing()).isEmpty();
        assertThat(result.unreadable()).isEmpty();
        assertThat(result.faults()).isEmpty();
        assertThat(result.findings()).isEmpty();
    }

    @Test
    void aGuideThatBreaksARuleIsFound() throws IOException {
        assertThat(GuardScan.of(KeepsThePrices.class).findings()).extracting(Finding::kind)
                .contains(EscapeKind.FIELD);
    }
}
