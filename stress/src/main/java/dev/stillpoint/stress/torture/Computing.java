// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

/** Occupies a processor. */
final class Computing {

    private Computing() {
    }

    static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
