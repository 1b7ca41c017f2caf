// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.support;

import java.util.concurrent.CountDownLatch;

/**
 * Shut, until somebody opens it for ever. As the last resource of a try statement it lets the threads behind it go
 * before their scheduler is closed, also when an assertion failed.
 */
public final class Gate implements AutoCloseable {

    private final CountDownLatch latch = new CountDownLatch(1);

    /** Waits until it is open; parks a virtual thread. */
    public void await() {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("nobody interrupts who waits here", e);
        }
    }

    public void open() {
        latch.countDown();
    }

    public boolean isOpen() {
        return latch.getCount() == 0;
    }

    @Override
    public void close() {
        open();
    }
}
