// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.stress.Verdict;

/**
 * What the evidence says.
 *
 * @param verdict in a word
 * @param reason why, in one line
 */
record Judgement(Verdict verdict, String reason) {

    /** @param proven whether the detector has shown that it notices each flaw, and none where there is none */
    static Judgement of(Evidence evidence, boolean proven) {
        if (evidence.violation() != null) {
            return new Judgement(Verdict.FAIL, evidence.violation());
        }
        if (evidence.looks() == 0) {
            return inconclusive("nothing was read");
        }
        if (evidence.looksAtReplaced() == 0) {
            return inconclusive("no reader stayed while what it read was replaced");
        }
        if (evidence.freed() == 0) {
            return inconclusive("nothing was freed");
        }
        if (evidence.gracePeriods() == 0) {
            return inconclusive("no grace period ended");
        }
        if (!evidence.missing().isEmpty()) {
            return inconclusive("never happened: " + evidence.missing());
        }
        if (!proven) {
            return inconclusive("the detector is not proven");
        }
        return new Judgement(Verdict.PASS, "readers saw ages 0 and 1 only, and everything was freed");
    }

    private static Judgement inconclusive(String reason) {
        return new Judgement(Verdict.INCONCLUSIVE, reason);
    }

    @Override
    public String toString() {
        return verdict + ": " + reason;
    }
}
