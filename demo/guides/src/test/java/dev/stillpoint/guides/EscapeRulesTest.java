// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.guides.broken.KeepsThePrices;
import dev.stillpoint.guides.load.GuardScan;
import dev.stillpoint.guides.pages.Stalls;
import dev.stillpoint.reclaim.escape.ScanResult;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The code of the guides keeps the rules that it teaches. */
class EscapeRulesTest {

    /** It writes what it views to a channel, for that is what a view is for; it may wait there. */
    private static final ScanPolicy POLICY =
            ScanPolicy.defaults().withExemption(EscapeKind.BLOCKING_CALL, "dev.stillpoint.guides.pages.Rendered");

    @Test
    void theGuidesKeepTheRulesAndWhatIsWrongOnPurposeIsFound() throws IOException {
        ScanResult result = GuardScan.ofAllWith(Prices.class, POLICY);

        assertThat(result.classes()).isGreaterThan(35);
        assertThat(result.sections()).isGreaterThan(15);
        assertThat(result.missing()).isEmpty();
        assertThat(result.unreadable()).isEmpty();
        assertThat(result.stale()).isEmpty();
        assertThat(result.faults()).isEmpty();
        // Its programs are those of the stall reports.
        assertThat(result.findings()).allMatch(finding -> finding.className().equals(Stalls.class.getName()))
                .extracting(Finding::kind).containsExactlyInAnyOrder(EscapeKind.BLOCKING_CALL, EscapeKind.NOT_CLOSED);
    }

    @Test
    void aGuideThatBreaksARuleIsFound() throws IOException {
        assertThat(GuardScan.of(KeepsThePrices.class).findings()).extracting(Finding::kind)
                .containsExactly(EscapeKind.SECTION_RESULT);
    }
}
