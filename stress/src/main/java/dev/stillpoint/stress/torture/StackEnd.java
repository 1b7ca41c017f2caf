// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

/**
 * Goes down to the end of the calling thread's stack, and acts in each of the last frames on the way back. So the stack
 * ends at another place of the act each time: at first before it has begun, in the end not at all. One thread.
 */
final class StackEnd {

    /** More frames than anything that is tried there takes. */
    static final int FRAMES = 60;
    /** The number of different places where the first frame can be, and so the last one. */
    static final int OFFSETS = 16;

    private final Runnable act;
    // counted without a call, which might overflow as well
    private long overflows;

    /** @param act needs not survive an overflow; what it leaves must be right all the same */
    StackEnd(Runnable act) {
        this.act = act;
    }

    /** How many of the acts overflowed. */
    long visit(int offset) {
        overflows = 0;
        shift(offset);
        return overflows;
    }

    /** Its frames are of another size than those of the dive. */
    private long shift(int offset) {
        return offset == 0 ? dive() : shift(offset - 1) + offset;
    }

    /** @return how many frames are between this one and the end */
    @SuppressWarnings("InfiniteRecursion") // it is meant
    private int dive() {
        int below;
        try {
            below = 1 + dive();
        } catch (StackOverflowError _) {
            below = 0;
        }
        if (below < FRAMES) {
            actHere();
        }
        return below;
    }

    private void actHere() {
        try {
            act.run();
        } catch (StackOverflowError _) {
            overflows++;
        }
    }
}
