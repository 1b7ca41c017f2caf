// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

/** Makes the JVM throw the error that it throws when memory is short, and leaves the others' memory alone. */
final class Memory {

    /** What the JVM says of an array that no JVM can make; of a heap that is full it says something else. */
    private static final String TOO_LONG = "Requested array size exceeds VM limit";

    private Memory() {
    }

    /** Whether it comes from {@link #runOut}, and memory is not really short. */
    static boolean isOnPurpose(OutOfMemoryError error) {
        return TOO_LONG.equals(error.getMessage());
    }

    /** @throws OutOfMemoryError always: no JVM has arrays of this length */
    static void runOut() {
        int tooMany = Integer.MAX_VALUE;
        throw new AssertionError("An array of length " + new long[tooMany].length);
    }
}
