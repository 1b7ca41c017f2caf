package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final long SOME = 5;

    private static Evidence evidence(@Nullable String violation, long looks, long looksAtReplaced, long freed,
            long gracePeriods, Set<Knob> missing) {
        return new Evidence(violation, 0, looks, looksAtReplaced, freed, gracePeriods, missing);
    }

    private static void assertInconclusive(String reason, Evidence evidence) {
        Verdict verdict = Verdict.of(evidence, true);
        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.INCONCLUSIVE);
        assertThat(verdict.reason()).contains(reason);
    }

    @Test
    void enoughEvidenceAndNoViolationPasses() {
        Evidence evidence = evidence(null, SOME, SOME, SOME, SOME, Set.of());

        assertThat(Verdict.of(evidence, true).kind()).isEqualTo(Verdict.Kind.PASS);
    }

    @Test
    void aViolationFailsWhateverElseThereIs() {
        Verdict verdict = Verdict.of(evidence("too old", 0, 0, 0, 0, Set.of(Knob.PARKS)), false);

        assertThat(verdict).isEqualTo(new Verdict(Verdict.Kind.FAIL, "too old"));
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
        Verdict verdict = Verdict.of(evidence(null, SOME, SOME, SOME, SOME, Set.of()), false);

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.INCONCLUSIVE);
        assertThat(verdict).hasToString("INCONCLUSIVE: the detector is not proven");
    }

    @Test
    void exitStatusesDiffer() {
        assertThat(Verdict.Kind.PASS.exitStatus()).isZero();
        assertThat(Verdict.Kind.FAIL.exitStatus()).isEqualTo(1);
        assertThat(Verdict.Kind.INCONCLUSIVE.exitStatus()).isEqualTo(4);
    }
}
