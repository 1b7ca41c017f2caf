// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A mark that is retired like an object. It is passed when everything that was retired before it has been freed and
 * counted. Freeing it does not pass it: the thread that waits could then see statistics in which an object is missing.
 */
final class Barrier implements Reclaimable {

    private static final long STEP_MILLIS = 100;

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

    /**
     * Waits in short steps. The JDK does not unmount a thread for whose frames a full heap has no room: it waits on its
     * carrier until it is woken, and may keep from there the reader whose leaving would wake it.
     */
    void await() throws InterruptedException {
        boolean isPassed;
        do {
            isPassed = passed.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
        } while (!isPassed);
    }
}
