// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks are asked for as Zipf's law says. */
class PopularityTest {

    private static final int DRAWS = 400_000;

    private final SplittableRandom random = new SplittableRandom(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 1000, 100_000})
    void eachRankHasItsShare(int blocks) {
        Popularity popularity = new Popularity(blocks);
        long[] drawn = new long[blocks + 1];
        for (int i = 0; i < DRAWS; i++) {
            drawn[popularity.rank(random)]++;
        }
        double all = IntStream.rangeClosed(1, blocks).mapToDouble(PopularityTest::weight).sum();
        for (int rank = 1; rank <= Math.min(blocks, 20); rank++) {
            assertShare(drawn[rank], weight(rank) / all);
        }
        double upperHalf = IntStream.rangeClosed(blocks / 2 + 1, blocks).mapToDouble(PopularityTest::weight).sum();
        assertShare(IntStream.rangeClosed(blocks / 2 + 1, blocks).mapToLong(rank -> drawn[rank]).sum(),
                upperHalf / all);
    }

    private static double weight(int rank) {
        return Math.pow(rank, -0.99);
    }

    /** Within five standard deviations. */
    private static void assertShare(long drawn, double share) {
        assertThat((double) drawn).isCloseTo(share * DRAWS, within(5 * Math.sqrt(DRAWS * share * (1 - share)) + 1e-6));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1024})
    void eachBlockIsAskedForAndNoOther(int blocks) {
        Popularity popularity = new Popularity(blocks);
        boolean[] asked = new boolean[blocks];
        for (int i = 0; i < DRAWS; i++) {
            asked[popularity.next(random)] = true;
        }
        assertThat(asked).doesNotContain(false);
    }

    @Test
    void noNumberIsOutsideOfTheLargestFile() {
        Popularity popularity = new Popularity(BlockFile.MOST_BLOCKS);
        assertThat(IntStream.range(0, DRAWS).map(i -> popularity.next(random))).allMatch(
                number -> number >= 0 && number < BlockFile.MOST_BLOCKS);
    }
}
