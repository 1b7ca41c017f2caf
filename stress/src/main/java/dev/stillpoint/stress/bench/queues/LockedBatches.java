// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A lock around a deque of batches. */
final class LockedBatches implements BatchOverflow {

    private final ReentrantLock lock = new ReentrantLock();
    // guarded by the lock
    private final ArrayDeque<Item[]> batches = new ArrayDeque<>();

    @Override
    public void spill(Item[] batch) {
        lock.lock();
        try {
            batches.addLast(batch);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Item @Nullable [] poll() {
        lock.lock();
        try {
            return batches.pollFirst();
        } finally {
            lock.unlock();
        }
    }
}
