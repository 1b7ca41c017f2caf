// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void exitStatusesAreThoseOfThePages() {
        assertThat(Verdict.PASS.exitStatus()).isZero();
        assertThat(Verdict.FAIL.exitStatus()).isEqualTo(1);
        assertThat(Verdict.INCONCLUSIVE.exitStatus()).isEqualTo(4);
    }

    @Test
    void oneFailureFails() {
        assertThat(Verdict.ofAll(List.of(Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.FAIL))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void onlyAllTogetherPass() {
        assertThat(Verdict.ofAll(List.of(Verdict.PASS, Verdict.PASS))).isEqualTo(Verdict.PASS);
        assertThat(Verdict.ofAll(List.of(Verdict.PASS, Verdict.INCONCLUSIVE))).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void nothingProvesNothing() {
        assertThat(Verdict.ofAll(List.of())).isEqualTo(Verdict.INCONCLUSIVE);
    }
}
