// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.time.Duration;

/** Waits for threads of the program's own, which nobody interrupts. */
final class Joins {

    private Joins() {
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts the program's own threads", e);
        }
    }

    /** Waits for it, and returns whether it ended in time. */
    static boolean join(Thread thread, Duration patience) {
        try {
            thread.join(patience.plusMillis(1));
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts the program's own threads", e);
        }
        return !thread.isAlive();
    }
}
