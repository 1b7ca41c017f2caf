// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of schedules of the protocol, and of its broken twins, each of which must be found. More seeds:
 * {@code -Dexplore.seeds=1000000}; one seed alone, written down step by step: {@code -Dexplore.seed=4711}.
 */
class ExplorationTest {

    private static final long SEEDS = Long.getLong("explore.seeds", 10_000);
    /** Seeds within which each twin must be found. */
    private static final long SEEDS_FOR_TWINS = 5_000;

    static Stream<Protocol> right() {
        return Stream.of(Protocol.LIBRARY, Protocol.STEPS);
    }

    static List<Protocol> broken() {
        return BrokenProtocols.all();
    }

    @ParameterizedTest
    @MethodSource("right")
    void noScheduleViolatesThePromises(Protocol protocol) {
        Long single = Long.getLong("explore.seed");
        if (single != null) {
            List<String> schedule = new ArrayList<>();
            Outcome outcome = Exploration.schedule(protocol, Oracle.STRICT, single, schedule);
            System.out.printf("%s, seed %d%n%s%n%s%n", protocol, single, String.join("\n", schedule), outcome);
            assertThat(outcome.violation()).isNull();
            return;
        }

        Exploration exploration = Exploration.of(protocol, Oracle.STRICT, 0, SEEDS);

        assertThat(exploration.failure()).isNull();
        assertThat(exploration.runs()).isEqualTo(SEEDS);
        assertThatSomethingHappened(exploration);
    }

    /** Schedules in which nobody reads while others free would prove nothing. */
    private static void assertThatSomethingHappened(Exploration exploration) {
        assertThat(exploration.gracePeriods()).isGreaterThan(2 * exploration.runs());
        assertThat(exploration.freed()).isGreaterThan(exploration.gracePeriods());
        assertThat(exploration.stops()).isGreaterThan(exploration.runs());
    }

    @ParameterizedTest
    @MethodSource("broken")
    void eachBrokenTwinIsFound(Protocol protocol) {
        Exploration exploration = Exploration.of(protocol, Oracle.STRICT, 0, SEEDS_FOR_TWINS);

        assertThat(exploration.failure()).as(protocol.name()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void eachBrokenTwinLetsAReaderUseWhatWasFreed(Protocol protocol) {
        Exploration exploration = Exploration.of(protocol, Oracle.USES, 0, SEEDS_FOR_TWINS);

        assertThat(exploration.failure()).as(protocol.name()).isNotNull();
        assertThat(exploration.failure().violation()).contains("which was freed");
        assertThat(exploration.failure().schedule()).anyMatch(line -> line.contains("VIOLATION"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4711, -1})
    void seedsGiveTheSameScheduleEachTime(long seed) {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        List<String> other = new ArrayList<>();

        Exploration.schedule(Protocol.LIBRARY, Oracle.STRICT, seed, first);
        Exploration.schedule(Protocol.LIBRARY, Oracle.STRICT, seed, second);
        Exploration.schedule(Protocol.LIBRARY, Oracle.STRICT, seed + 1, other);

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }
}
