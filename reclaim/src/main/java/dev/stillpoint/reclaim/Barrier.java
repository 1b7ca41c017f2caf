// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.WaitingCaller;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A mark that is retired like an object. It is passed when everything that was retired before it has been freed and
 * counted. Freeing it does not pass it: the thread that waits could then see statistics in which an object is missing.
 */
final class Barrier implements Reclaimable {

    private static final long FIRST_STEP_MILLIS = 1;
    private static final long LONGEST_STEP_MILLIS = 100;

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
     * Waits in short steps, and announces for its carrier before each of them: the grace period that this waits for may
     * begin later. Besides, the JDK does not unmount a thread for whose frames a full heap has no room: it waits on its
     * carrier until it is woken, and may keep from there the reader whose leaving would wake it.
     */
    void await() throws InterruptedException {
        long step = FIRST_STEP_MILLIS;
        boolean isPassed;
        do {
            WaitingCaller.announce();
            isPassed = passed.await(step, TimeUnit.MILLISECONDS);
            step = Math.min(2 * step, LONGEST_STEP_MILLIS);
        } while (!isPassed);
    }
}
