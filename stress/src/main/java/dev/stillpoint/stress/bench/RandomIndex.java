package dev.stillpoint.stress.bench;

import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Indices that the processor cannot guess, at the price of a multiplication. */
@State(Scope.Thread)
public class RandomIndex {

    private static final int UNUSED_BITS = Long.SIZE - Integer.numberOfTrailingZeros(LongTable.LENGTH);

    private long state = ThreadLocalRandom.current().nextLong();

    /** Knuth's linear congruential generator; its high bits are the good ones. */
    int next() {
        state += 0x9E3779B97F4A7C15L;
        return (int) ((state * 6364136223846793005L) >>> UNUSED_BITS);
    }
}
