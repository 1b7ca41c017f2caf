// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for each block, shared by those whose numbers end alike. Whoever brings a block from the file into a cache, or
 * rewrites it, holds its lock; so no block is read twice by those who miss it at once, and none that is being rewritten
 * gets into the cache as it was before. Who finds a block in the cache takes no lock.
 */
final class BlockLocks {

    /** A power of two; enough that those who miss at once seldom meet. */
    private static final int LOCKS = 1024;

    private final Lock[] locks = new Lock[LOCKS];

    BlockLocks() {
        Arrays.setAll(locks, _ -> new ReentrantLock());
    }

    /** The lock of a block. */
    Lock of(int number) {
        return locks[number & (LOCKS - 1)];
    }
}
