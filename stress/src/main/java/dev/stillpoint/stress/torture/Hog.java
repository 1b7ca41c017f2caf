// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Fills the heap for some tens of milliseconds and lets go, again and again. While it is full, whoever allocates gets
 * an {@code OutOfMemoryError}, wherever that is, as soon as it has used up what the JVM had given its thread. One
 * thread.
 */
final class Hog implements Runnable {

    /** A larger heap would take long to fill and to search. */
    static final long LARGEST_HEAP = 256L << 20;

    /** Few sizes: each ends with an attempt in vain, before which the JVM collects everything. */
    private static final int LARGEST_BYTES = 1 << 20;
    private static final int SMALLEST_BYTES = 1 << 8;
    private static final int NEXT_SIZE = 1 << 6;
    private static final int MOST_PIECES = 1 << 14;
    private static final long TOP_UP_NANOS = 2_000_000;
    private static final int LONGEST_HOLD_NANOS = 20_000_000;
    private static final int LONGEST_PAUSE_NANOS = 200_000_000;

    private final Scene scene;
    private final SplittableRandom random;
    /** Made before memory is short. */
    private final byte[][] held = new byte[MOST_PIECES][];
    // the trial writes
    private volatile boolean over;
    private int pieces;

    Hog(Scene scene, SplittableRandom random) {
        this.scene = scene;
        this.random = random;
    }

    @Override
    public void run() {
        while (!over) {
            // The first pause is for classes and call sites, which must not be initialised while memory is short: the
            // JVM would remember the error.
            LockSupport.parkNanos(LONGEST_PAUSE_NANOS / 2 + random.nextInt(LONGEST_PAUSE_NANOS / 2));
            if (scene.episode().has(Knob.FULL_HEAP)) {
                hold(random.nextInt(LONGEST_HOLD_NANOS));
                scene.countFullHeap();
            }
        }
    }

    /** Lets go for good, soon. Any thread. */
    void end() {
        over = true;
    }

    private void hold(long nanos) {
        fill(LARGEST_BYTES);
        long start = System.nanoTime();
        while (!over && System.nanoTime() - start < nanos) {
            LockSupport.parkNanos(TOP_UP_NANOS);
            // What the others have given up meanwhile.
            fill(SMALLEST_BYTES);
        }
        release();
    }

    /** Takes what there is, in ever smaller pieces. */
    void fill(int largest) {
        int bytes = largest;
        while (bytes >= SMALLEST_BYTES && pieces < MOST_PIECES) {
            try {
                held[pieces] = new byte[bytes];
                pieces++;
            } catch (OutOfMemoryError _) {
                bytes /= NEXT_SIZE;
            }
        }
    }

    void release() {
        Arrays.fill(held, 0, pieces, null);
        pieces = 0;
    }
}
