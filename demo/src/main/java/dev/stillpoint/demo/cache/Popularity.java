// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.util.random.RandomGenerator;

/**
 * Which block is asked for next. The block of rank <i>k</i> is asked for in proportion to <i>k</i><sup>-0.99</sup>, as
 * in YCSB; neighbouring ranks are scattered over the file, so popular blocks do not lie side by side. Immutable.
 *
 * <p>Source: rejection-inversion. Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone
 * discrete distributions", ACM Transactions on Modeling and Computer Simulation 6(3), 1996. A point is drawn under a
 * curve that lies over the steps of the distribution, by inverting the curve's integral, and is drawn again if it lies
 * above its step; that is rare, and no table is needed.
 */
final class Popularity {

    private static final double EXPONENT = 0.99;
    /** A prime above every number of blocks, so that multiplying by it modulo that number is a permutation. */
    private static final long SCATTER = 2_654_435_761L;

    private final int blocks;
    /** The integral at the left end: the step of the first rank lies wholly to the right of it. */
    private final double first;
    private final double last;
    /** A point whose distance to its rank is at most this lies under the step. */
    private final double surelyUnder;

    Popularity(int blocks) {
        this.blocks = blocks;
        first = integral(1.5) - 1;
        last = integral(blocks + 0.5);
        surelyUnder = 2 - inverse(integral(2.5) - Math.pow(2, -EXPONENT));
    }

    /** The number of the next block. */
    int next(RandomGenerator random) {
        return block(rank(random));
    }

    /** The number of the block of a rank. */
    int block(int rank) {
        return (int) (rank * SCATTER % blocks);
    }

    /** The rank of the next block: 1 is the most popular one. */
    int rank(RandomGenerator random) {
        while (true) {
            double drawn = last + random.nextDouble() * (first - last);
            double point = inverse(drawn);
            int rank = Math.clamp(Math.round(point), 1, blocks);
            if (rank - point <= surelyUnder || drawn >= integral(rank + 0.5) - Math.pow(rank, -EXPONENT)) {
                return rank;
            }
        }
    }

    /** An integral of x<sup>-0.99</sup>. */
    private static double integral(double x) {
        return (Math.pow(x, 1 - EXPONENT) - 1) / (1 - EXPONENT);
    }

    private static double inverse(double integral) {
        return Math.pow(1 + integral * (1 - EXPONENT), 1 / (1 - EXPONENT));
    }
}
