// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which keys are asked for. */
public enum Keys {

    /** Each as often as any other. */
    UNIFORM {
        @Override
        int[] draw(int number, int keys, SplittableRandom random) {
            return random.ints(number, 0, keys).toArray();
        }
    },

    /** Zipf's law with the exponent 0.99 of YCSB. Which keys are popular is scrambled, so that they lie anywhere. */
    ZIPF {
        @Override
        int[] draw(int number, int keys, SplittableRandom random) {
            double[] upTo = new double[keys];
            double sum = 0;
            for (int rank = 0; rank < keys; rank++) {
                sum += Math.pow(rank + 1.0, -EXPONENT);
                upTo[rank] = sum;
            }
            int[] drawn = new int[number];
            for (int i = 0; i < number; i++) {
                int found = Arrays.binarySearch(upTo, random.nextDouble(sum));
                int rank = found < 0 ? -found - 1 : found;
                drawn[i] = (int) Long.remainderUnsigned(rank * SCRAMBLER, keys);
            }
            return drawn;
        }
    };

    private static final double EXPONENT = 0.99;
    /** A large prime, which has no factor in common with the number of keys. */
    private static final long SCRAMBLER = 2_147_483_647L;

    /** So many keys from 0 to {@code keys}, exclusive. */
    abstract int[] draw(int number, int keys, SplittableRandom random);
}
