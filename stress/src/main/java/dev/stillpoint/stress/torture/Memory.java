// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

/** Makes the JVM throw the error that it throws when memory is short, and leaves the others' memory alone. */
final class Memory {

    private Memory() {
    }

    /** @throws OutOfMemoryError always: no JVM has arrays of this length */
    static void runOut() {
        int tooMany = Integer.MAX_VALUE;
        throw new AssertionError("An array of length " + new long[tooMany].length);
    }
}
