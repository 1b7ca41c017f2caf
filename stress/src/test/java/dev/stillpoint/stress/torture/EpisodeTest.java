// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EpisodeTest {

    private static final Set<Knob> KNOBS = EnumSet.of(Knob.PARKS, Knob.YIELDS, Knob.BUSY);

    private static Setting setting(int readers) {
        return new Setting(1, 2, readers, KNOBS, true, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    private static Stream<Episode> episodes(Setting setting) {
        SplittableRandom random = new SplittableRandom(setting.seed());
        return Stream.generate(() -> Episode.some(setting, random)).limit(1000);
    }

    @Test
    void eachKnobIsSometimesOnAndNeverAnyOther() {
        Set<Set<Knob>> seen = Set.copyOf(episodes(setting(8)).map(Episode::knobs).distinct().toList());

        assertThat(seen).hasSize(1 << KNOBS.size()).allSatisfy(knobs -> assertThat(KNOBS).containsAll(knobs));
    }

    @Test
    void readersAreHalvedDownToOne() {
        assertThat(new TreeSet<>(episodes(setting(20)).map(Episode::readers).toList())).containsExactly(1, 2, 5, 10,
                20);
        assertThat(episodes(setting(1)).map(Episode::readers)).containsOnly(1);
    }

    @Test
    void theSameSeedGivesTheSameEpisodes() {
        assertThat(episodes(setting(8))).containsExactlyElementsOf(episodes(setting(8)).toList());
    }

    @Test
    void allIsAll() {
        assertThat(Episode.all(setting(8))).isEqualTo(new Episode(KNOBS, 8));
    }
}
