// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

import java.util.concurrent.CountDownLatch;

/** Waits of replayed threads, which nobody interrupts. */
final class Uninterruptibles {

    private Uninterruptibles() {
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a replayed thread", e);
        }
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a replayed thread", e);
        }
    }
}
