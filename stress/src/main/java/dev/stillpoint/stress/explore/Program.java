// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What one thread does.
 *
 * @param steps in order; guards nest, and are closed at the end unless the program leaks them
 */
record Program(List<Step> steps) {

    private static final int DEEPEST = 3;
    /** One program in so many ends with its guards open. */
    private static final int ONE_LEAKS_IN = 32;

    private static final Step[] OUTSIDE = {Step.OPEN, Step.OPEN, Step.OPEN, Step.PARK, Step.YIELD, Step.REPLACE,
            Step.REPLACE_BY_COOKIE, Step.FORK, Step.JOIN};
    private static final Step[] INSIDE = {Step.OPEN, Step.CLOSE, Step.CLOSE, Step.READ, Step.READ, Step.READ, Step.USE,
            Step.USE, Step.PARK, Step.PARK, Step.YIELD, Step.REPLACE, Step.FORK, Step.JOIN};

    /**
     * A random program.
     *
     * @param without what it must not do
     * @param leaks whether it may
     */
    static Program random(SplittableRandom random, int length, Set<Step> without, boolean leaks) {
        List<Step> steps = new ArrayList<>();
        int depth = 0;
        while (steps.size() < length) {
            Step[] choice = depth == 0 ? OUTSIDE : INSIDE;
            Step step = choice[random.nextInt(choice.length)];
            if ((step == Step.OPEN && depth == DEEPEST) || without.contains(step)) {
                continue;
            }
            depth += step == Step.OPEN ? 1 : step == Step.CLOSE ? -1 : 0;
            steps.add(step);
        }
        if (!leaks || random.nextInt(ONE_LEAKS_IN) != 0) {
            for (; depth > 0; depth--) {
                steps.add(Step.USE);
                steps.add(Step.CLOSE);
            }
        }
        return new Program(List.copyOf(steps));
    }
}
