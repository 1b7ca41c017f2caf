package dev.stillpoint.stress.bench.queues;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/** A lock around a deque of batches. */
final class LockedBatches implements Overflow {

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
    public int take(Tally tally) {
        Item[] batch;
        lock.lock();
        try {
            batch = batches.pollFirst();
        } finally {
            lock.unlock();
        }
        if (batch == null) {
            return 0;
        }
        tally.addAll(batch);
        return batch.length;
    }
}
