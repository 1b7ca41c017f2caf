// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress;

import java.util.Collection;

/** What a program that tries the library says in the end. */
public enum Verdict {
    /** Every promise held, and a broken one would have been noticed. */
    PASS(0),
    /** A promise was broken. */
    FAIL(1),
    /** No promise was seen to be broken, but that proves nothing. */
    INCONCLUSIVE(4);

    private final int exitStatus;

    Verdict(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    /** Of the program; 2 is left for a wrong command line. */
    public int exitStatus() {
        return exitStatus;
    }

    /** One for all: one failure fails, and where not all pass, or there is none, nothing is proven. */
    public static Verdict ofAll(Collection<Verdict> verdicts) {
        if (verdicts.contains(FAIL)) {
            return FAIL;
        }
        return verdicts.isEmpty() || verdicts.contains(INCONCLUSIVE) ? INCONCLUSIVE : PASS;
    }
}
