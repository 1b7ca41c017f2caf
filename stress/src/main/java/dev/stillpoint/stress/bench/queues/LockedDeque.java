// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/** A lock around an unbounded deque, taken for each item: the simplest overflow buffer of a task-graph executor. */
final class LockedDeque implements Overflow {

    private final ReentrantLock lock = new ReentrantLock();
    // guarded by the lock
    private final ArrayDeque<Item> items = new ArrayDeque<>();

    @Override
    public void spill(Item[] batch) {
        for (Item item : batch) {
            lock.lock();
            try {
                items.addLast(item);
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public int take(ConsumedItems consumed) {
        lock.lock();
        try {
            Item item = items.pollFirst();
            if (item == null) {
                return 0;
            }
            consumed.add(item);
            return 1;
        } finally {
            lock.unlock();
        }
    }
}
