// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

/**
 * Finds out whether the calling thread has stack to spare. The JDK does not say how much is left, so it is tried.
 *
 * <p>This is no part of the argument that errors free nothing early: every step of a driver can fail and be repeated.
 * It keeps away what would be bad all the same. A class that is needed for the first time near the end of a stack, of
 * the JDK or of ours, fails to initialise, and is unusable for ever.
 */
final class StackRoom {

    /** In the interpreter a frame takes some 300 bytes, in compiled code about 100: so 10 to 30 KiB in all. */
    private static final int FRAMES = 100;

    private StackRoom() {
    }

    /** Whether there is room for the calls of a driver. It costs less than a microsecond. */
    static boolean isLeft() {
        try {
            return descend(FRAMES, 1, 2, 3, 4, 5, 6) != 0;
        } catch (StackOverflowError _) {
            return false;
        }
    }

    /** What is computed is of no interest, but that it is needed after the call keeps the numbers in the frame. */
    private static long descend(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? a : descend(frames - 1, b, c, d, e, f, a) * (a + b + c + d + e + f) | 1;
    }
}
