// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.stress.Verdict;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgementTest {

    private static final long SOME = 5;

    private static Evidence evidence(@Nullable String violation, long looks, long looksAtReplaced, long freed,
            long gracePeriods, Set<Knob> missing) {
        return new Evidence(violation, 0, looks, looksAtReplaced, freed, gracePeriods, missing);
    }

    private static void assertInconclusive(String reason, Evidence evidence) {
        Judgement judgement = Judgement.of(evidence, true);
        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judgement.reason()).contains(reason);
    }

    @Test
    void enoughEvidenceAndNoViolationPasses() {
        Evidence evidence = evidence(null, SOME, SOME, SOME, SOME, Set.of());

        assertThat(Judgement.of(evidence, true).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aViolationFailsWhateverElseThereIs() {
        Judgement judgement = Judgement.of(evidence("too old", 0, 0, 0, 0, Set.of(Knob.PARKS)), false);

        assertThat(judgement).isEqualTo(new Judgement(Verdict.FAIL, "too old"));
    }

    @Test
    void whateverIsMissingMakesItInconclusive() {
        assertInconclusive("nothing was read", evidence(null, 0, 0, SOME, SOME, Set.of()));
        assertInconclusive("no reader stayed", evidence(null, SOME, 0, SOME, SOME, Set.of()));
        assertInconclusive("nothing was freed", evidence(null, SOME, SOME, 0, SOME, Set.of()));
        assertInconclusive("no grace period", evidence(null, SOME, SOME, SOME, 0, Set.of()));
        assertInconclusive("[parks]", evidence(null, SOME, SOME, SOME, SOME, Set.of(Knob.PARKS)));
    }

    @Test
    void aDetectorWithoutProofProvesNothing() {
        Judgement judgement = Judgement.of(evidence(null, SOME, SOME, SOME, SOME, Set.of()), false);

        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judgement).hasToString("INCONCLUSIVE: the detector is not proven");
    }
}
