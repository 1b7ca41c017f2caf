package dev.stillpoint.reclaim;

import java.util.concurrent.CountDownLatch;

/**
 * A mark among the retired objects, retired like them. It is passed when all that were retired before it have been
 * freed and counted: were it passed by being freed, who waits could see statistics in which an object is missing.
 */
final class Barrier implements Reclaimable {

    private final CountDownLatch passed = new CountDownLatch(1);

    @Override
    public void reclaim() {
        // Nothing to free.
    }

    @Override
    public long byteSize() {
        return 0;
    }

    void pass() {
        passed.countDown();
    }

    void await() throws InterruptedException {
        passed.await();
    }
}
