package dev.stillpoint.stress.jcstress;

import java.util.Collection;
import java.util.List;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

/**
 * What the results of one test mean.
 *
 * @param test the test's name
 * @param kind how it ended
 * @param detail the rest of the line that is printed
 */
record Verdict(String test, Kind kind, String detail) {

    /** Where the tests are. */
    static final String PACKAGE = Verdict.class.getPackageName() + ".";

    enum Kind {
        /** The promise held, or the broken twin was caught. */
        PASS,
        /** A forbidden outcome was seen, or the test itself failed. */
        FAIL,
        /** A broken twin was not caught, or nothing ran: the detector proved nothing. */
        INCONCLUSIVE
    }

    /** A broken twin declares an interesting outcome: the failure that it exists to show. */
    static boolean isBrokenTwin(TestInfo test) {
        return test.cases().stream().anyMatch(outcome -> outcome.expect() == Expect.ACCEPTABLE_INTERESTING);
    }

    /** Judges a test by all of its results, which may be none. */
    static Verdict of(TestInfo test, Collection<TestResult> results) {
        List<TestResult> own = results.stream().filter(result -> result.getName().equals(test.name())).toList();
        if (own.isEmpty()) {
            return new Verdict(test.name(), Kind.INCONCLUSIVE, "did not run; two actors need two processors");
        }
        return of(test, ReportUtils.mergedByName(own).getFirst());
    }

    private static Verdict of(TestInfo test, TestResult result) {
        if (result.status() != Status.NORMAL) {
            return new Verdict(test.name(), Kind.FAIL, "%s: %s".formatted(result.status(), result.getMessages()));
        }
        for (GradingResult outcome : result.grading().gradingResults.values()) {
            if (outcome.expect == Expect.FORBIDDEN && outcome.count != 0) {
                return new Verdict(test.name(), Kind.FAIL,
                        "saw \"%s\" %,d times: %s".formatted(outcome.id, outcome.count, outcome.description));
            }
        }
        return isBrokenTwin(test)
                ? ofTwin(test, result)
                : new Verdict(test.name(), Kind.PASS, "held in %,d samples".formatted(result.getTotalCount()));
    }

    private static Verdict ofTwin(TestInfo test, TestResult result) {
        long caught = test.cases().stream().filter(outcome -> outcome.expect() == Expect.ACCEPTABLE_INTERESTING)
                .map(StateCase::matchPattern).mapToLong(result::getCount).sum();
        return new Verdict(test.name(), caught == 0 ? Kind.INCONCLUSIVE : Kind.PASS,
                "caught %,d times in %,d samples".formatted(caught, result.getTotalCount()));
    }

    @Override
    public String toString() {
        String shortName = test.substring(PACKAGE.length());
        return "%-12s  %-42s  %s".formatted(kind, shortName, detail);
    }
}
