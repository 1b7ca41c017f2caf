// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many runs of one protocol.
 *
 * @param protocol what was explored
 * @param runs how many seeds were played
 * @param moves turns in all of them
 * @param gracePeriods grace periods in all of them
 * @param stops how often carriers were stopped to look at them
 * @param freed elements that were freed
 * @param failure a violation, or null
 */
record Exploration(Protocol protocol, long runs, long moves, long gracePeriods, long stops, long freed,
        @Nullable Failure failure) {

    private static final int SEEDS_AFTER_A_FAILURE = 200;

    /**
     * A violation, and how it came about.
     *
     * @param protocol what was explored
     * @param seed plays it again
     * @param violation what was wrong
     * @param schedule who did what, in order
     */
    record Failure(Protocol protocol, long seed, String violation, List<String> schedule) {

        @Override
        public String toString() {
            return "%s%n%s%nTo play it again: Explore %s %d".formatted(violation,
                    String.join(System.lineSeparator(), schedule), protocol, seed);
        }
    }

    /**
     * Plays {@code runs} seeds, but not on after the first violation. The failure is then the shortest that this seed
     * or one of those after it finds, for somebody has to read it.
     */
    static Exploration of(Protocol protocol, Oracle oracle, long firstSeed, long runs) {
        long moves = 0;
        long gracePeriods = 0;
        long stops = 0;
        long freed = 0;
        long played = 0;
        Failure failure = null;
        while (played < runs && failure == null) {
            long seed = firstSeed + played++;
            Outcome outcome = new Run(protocol, oracle, seed, Log.SILENT).play();
            moves += outcome.moves();
            gracePeriods += outcome.gracePeriods();
            stops += outcome.stops();
            freed += outcome.freed();
            if (outcome.violation() != null) {
                failure = shortest(protocol, oracle, seed);
            }
        }
        return new Exploration(protocol, played, moves, gracePeriods, stops, freed, failure);
    }

    private static Failure shortest(Protocol protocol, Oracle oracle, long failed) {
        long fewest = Long.MAX_VALUE;
        long shortest = failed;
        for (long seed = failed; seed < failed + SEEDS_AFTER_A_FAILURE; seed++) {
            Outcome outcome = new Run(protocol, oracle, seed, Log.SILENT).play();
            if (outcome.violation() != null && outcome.moves() < fewest) {
                fewest = outcome.moves();
                shortest = seed;
            }
        }
        return replay(protocol, oracle, shortest);
    }

    private static Failure replay(Protocol protocol, Oracle oracle, long seed) {
        List<String> schedule = new ArrayList<>();
        String violation = schedule(protocol, oracle, seed, schedule).violation();
        if (violation == null) {
            throw new AssertionError("seed %d found something, and then nothing".formatted(seed));
        }
        return new Failure(protocol, seed, violation, schedule);
    }

    /** Plays one seed and writes down what happens. */
    static Outcome schedule(Protocol protocol, Oracle oracle, long seed, List<String> schedule) {
        return new Run(protocol, oracle, seed, (who, what) -> {
            String line = "%-11s %s".formatted(who, what);
            // Who looks and looks in vain is told of once.
            if (schedule.isEmpty() || !schedule.getLast().equals(line)) {
                schedule.add(line);
            }
        }).play();
    }

    @Override
    public String toString() {
        return "%s: %d schedules, %d turns, %d grace periods, %d stops, %d elements freed: %s".formatted(protocol, runs,
                moves, gracePeriods, stops, freed, failure == null ? "nothing found" : failure);
    }
}
