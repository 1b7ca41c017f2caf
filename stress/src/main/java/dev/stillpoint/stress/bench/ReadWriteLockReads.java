// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Readers share a lock; the writer frees at once, alone. */
@State(Scope.Benchmark)
public class ReadWriteLockReads implements ReadProtocol {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    // guarded by lock
    private LongTable current;

    public ReadWriteLockReads() {
        this(LongTable.full());
    }

    ReadWriteLockReads(LongTable initial) {
        current = initial;
    }

    @Override
    public long read(int index) {
        lock.readLock().lock();
        try {
            return current.at(index);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void replace(LongTable next) {
        lock.writeLock().lock();
        try {
            current.reclaim();
            current = next;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    @TearDown
    public void close() {
        current.reclaim();
    }
}
