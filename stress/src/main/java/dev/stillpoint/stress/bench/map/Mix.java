// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import java.util.SplittableRandom;

/**
 * How many of a hundred operations are which.
 *
 * <p>A, B and C are those of YCSB (Cooper et al., Benchmarking Cloud Serving Systems with YCSB, 2010). The others are
 * look-ups, inserts, removals and updates as in the tables of libcuckoo's benchmark: they need keys that come and go.
 */
public enum Mix {

    YCSB_A(50, 0, 0), YCSB_B(95, 0, 0), YCSB_C(100, 0, 0), READ_98_1_1(98, 1, 1), CHURN_10_40_40_10(10, 40, 40),
    GROW_5_80_5_10(5, 80, 5);

    static final byte GET = 0;
    static final byte INSERT = 1;
    static final byte REMOVE = 2;
    static final byte PUT = 3;

    private final int gets;
    private final int inserts;
    private final int removals;

    Mix(int gets, int inserts, int removals) {
        this.gets = gets;
        this.inserts = inserts;
        this.removals = removals;
    }

    /** Whether keys come and go: then half of them are there at first. */
    boolean changesKeys() {
        return inserts != 0;
    }

    byte[] draw(int number, SplittableRandom random) {
        byte[] drawn = new byte[number];
        for (int i = 0; i < number; i++) {
            int percent = random.nextInt(100);
            if (percent < gets) {
                drawn[i] = GET;
            } else if (percent < gets + inserts) {
                drawn[i] = INSERT;
            } else {
                drawn[i] = percent < gets + inserts + removals ? REMOVE : PUT;
            }
        }
        return drawn;
    }
}
