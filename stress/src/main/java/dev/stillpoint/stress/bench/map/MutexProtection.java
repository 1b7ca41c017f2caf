// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * One lock around the structure, so a node is freed at once when it was unlinked. Links are read and written plainly
 * under it: nobody changes one between the comparison and the store.
 */
final class MutexProtection implements Protection, Protection.Participant {

    private final NodeMemory memory;
    private final ReentrantLock lock = new ReentrantLock();

    MutexProtection(NodeMemory memory) {
        this.memory = memory;
    }

    @Override
    public Participant join() {
        return this;
    }

    @Override
    public long run(LongSupplier operation) {
        lock.lock();
        try {
            return operation.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long protect(int hazard, long link) {
        return Words.get(link);
    }

    @Override
    public boolean compareAndSet(long link, long expected, long changed) {
        if (Words.get(link) != expected) {
            return false;
        }
        Words.set(link, changed);
        return true;
    }

    @Override
    public void retire(long node) {
        memory.free(node);
    }

    @Override
    public void close() {
        // Nothing waits to be freed.
    }
}
