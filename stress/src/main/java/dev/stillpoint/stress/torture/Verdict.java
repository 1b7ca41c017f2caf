package dev.stillpoint.stress.torture;

/**
 * What the evidence says.
 *
 * @param kind the verdict
 * @param reason why, in one line
 */
record Verdict(Kind kind, String reason) {

    enum Kind {
        /** Nothing went wrong, and it would have been noticed. */
        PASS(0),
        /** A promise was broken. */
        FAIL(1),
        /** Nothing went wrong, but that proves nothing. */
        INCONCLUSIVE(4);

        private final int exitStatus;

        Kind(int exitStatus) {
            this.exitStatus = exitStatus;
        }

        int exitStatus() {
            return exitStatus;
        }
    }

    /** @param proven whether the detector has shown that it notices each flaw, and none where there is none */
    static Verdict of(Evidence evidence, boolean proven) {
        if (evidence.violation() != null) {
            return new Verdict(Kind.FAIL, evidence.violation());
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
        return new Verdict(Kind.PASS, "readers saw ages 0 and 1 only, and everything was freed");
    }

    private static Verdict inconclusive(String reason) {
        return new Verdict(Kind.INCONCLUSIVE, reason);
    }

    @Override
    public String toString() {
        return kind + ": " + reason;
    }
}
