// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import dev.stillpoint.stress.Verdict;
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
 * A test, and what its results mean. It passes if the promise held or the broken twin was caught; it fails if a
 * forbidden outcome was seen or the test itself failed. A twin that was not caught, and a test that did not run, is
 * inconclusive.
 *
 * @param test the test's name
 * @param verdict in a word
 * @param detail the rest of the line that is printed
 */
record JudgedTest(String test, Verdict verdict, String detail) {

    /** Where the tests are. */
    static final String PACKAGE = JudgedTest.class.getPackageName() + ".";

    /** A broken twin declares an interesting outcome: the failure that it exists to show. */
    static boolean isBrokenTwin(TestInfo test) {
        return test.cases().stream().anyMatch(outcome -> outcome.expect() == Expect.ACCEPTABLE_INTERESTING);
    }

    /** Judges a test by all of its results, which may be none. */
    static JudgedTest of(TestInfo test, Collection<TestResult> results) {
        List<TestResult> own = results.stream().filter(result -> result.getName().equals(test.name())).toList();
        if (own.isEmpty()) {
            return new JudgedTest(test.name(), Verdict.INCONCLUSIVE, "did not run; two actors need two processors");
        }
        return of(test, ReportUtils.mergedByName(own).getFirst());
    }

    private static JudgedTest of(TestInfo test, TestResult result) {
        if (result.status() != Status.NORMAL) {
            return new JudgedTest(test.name(), Verdict.FAIL, "%s: %s".formatted(result.status(), result.getMessages()));
        }
        for (GradingResult outcome : result.grading().gradingResults.values()) {
            if (outcome.expect == Expect.FORBIDDEN && outcome.count != 0) {
                return new JudgedTest(test.name(), Verdict.FAIL,
                        "saw \"%s\" %,d times: %s".formatted(outcome.id, outcome.count, outcome.description));
            }
        }
        return isBrokenTwin(test)
                ? ofTwin(test, result)
                : new JudgedTest(test.name(), Verdict.PASS, "held in %,d samples".formatted(result.getTotalCount()));
    }

    private static JudgedTest ofTwin(TestInfo test, TestResult result) {
        long caught = test.cases().stream().filter(outcome -> outcome.expect() == Expect.ACCEPTABLE_INTERESTING)
                .map(StateCase::matchPattern).mapToLong(result::getCount).sum();
        return new JudgedTest(test.name(), caught == 0 ? Verdict.INCONCLUSIVE : Verdict.PASS,
                "caught %,d times in %,d samples".formatted(caught, result.getTotalCount()));
    }

    @Override
    public String toString() {
        String shortName = test.substring(PACKAGE.length());
        return "%-12s  %-42s  %s".formatted(verdict, shortName, detail);
    }
}
