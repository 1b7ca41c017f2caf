// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Indices that the processor cannot guess, at the price of a multiplication. */
@State(Scope.Thread)
public class RandomIndex {

    /** How many elements are read at all: 8 KB of them, in the core's first cache, or all 8 MB. A power of two. */
    @Param({"1024", "1048576"})
    public int elements;

    private int unusedBits;
    private long state = ThreadLocalRandom.current().nextLong();

    @Setup
    public void count() {
        unusedBits = Long.SIZE - Integer.numberOfTrailingZeros(elements);
    }

    /** Knuth's linear congruential generator; its high bits are the good ones. */
    int next() {
        state += 0x9E3779B97F4A7C15L;
        return (int) ((state * 6364136223846793005L) >>> unusedBits);
    }
}
