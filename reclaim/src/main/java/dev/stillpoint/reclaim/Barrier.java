// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.WaitingCaller;
import java.util.concurrent.CountDownLatch;

/**
 * A mark that is retired like an object. It is passed when everything that was retired before it has been freed and
 * counted. Freeing it does not pass it: the thread that waits could then see statistics in which an object is missing.
 */
final class Barrier implements Reclaimable {

    private final CountDownLatch passed = new CountDownLatch(1);

    @Override
    public void reclaim() {
        // Nothing to free.
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public long byteSize() {
        return 0;
    }

    void pass() {
        passed.countDown();
    }

    /** Waits until it is passed. */
    void await() throws InterruptedException {
        WaitingCaller.await(passed, Long.MAX_VALUE);
    }
}
