// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.migrate;

import dev.stillpoint.guides.Prices;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

// @start region="locked"
/** Before: the writer waits until nobody reads. */
public final class LockedPrices implements PriceList {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    // guarded by the lock
    private Prices current;

    public LockedPrices(Prices first) {
        current = first;
    }

    @Override
    public long cents(int article) {
        lock.readLock().lock();
        try {
            return current.cents(article);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void replace(Prices next) {
        lock.writeLock().lock();
        try {
            current.reclaim();
            current = next;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        current.reclaim();
    }
}
// @end
