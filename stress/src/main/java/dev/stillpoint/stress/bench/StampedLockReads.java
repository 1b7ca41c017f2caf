// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Readers share a lock that keeps no owners. Its optimistic mode, which would cost next to nothing, is of no use here:
 * it finds out after the access that the memory was freed before.
 */
@State(Scope.Benchmark)
public class StampedLockReads implements ReadProtocol {

    private final StampedLock lock = new StampedLock();
    // guarded by lock
    private LongTable current;

    public StampedLockReads() {
        this(LongTable.full());
    }

    StampedLockReads(LongTable initial) {
        current = initial;
    }

    @Override
    public long read(int index) {
        long stamp = lock.readLock();
        try {
            return current.at(index);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public void replace(LongTable next) {
        long stamp = lock.writeLock();
        try {
            current.reclaim();
            current = next;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    @Override
    @TearDown
    public void close() {
        current.reclaim();
    }
}
