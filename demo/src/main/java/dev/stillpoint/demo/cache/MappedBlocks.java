// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;

/**
 * The file, mapped: the system decides what is in memory, and a page that is not is brought in under the reader. Blocks
 * are rewritten in place, so a reader looks at the lock of its block before and after, and reads again if there was a
 * writer meanwhile.
 */
final class MappedBlocks implements BlockCache {

    /** A power of two. */
    private static final int LOCKS = 1024;
    /** A reader that met a writer so often keeps the next one out. */
    private static final int ATTEMPTS = 2;

    private final MemorySegment blocks;
    private final MemorySegment shown;
    private final StampedLock[] locks = new StampedLock[LOCKS];

    MappedBlocks(BlockFile file) throws IOException {
        blocks = file.map();
        shown = blocks.asReadOnly();
        Arrays.setAll(locks, _ -> new StampedLock());
    }

    private StampedLock lockOf(int number) {
        return locks[number & (LOCKS - 1)];
    }

    /** Returns true: whether the block was in memory, the system does not tell. */
    @Override
    public boolean read(int number, BlockReader reader) {
        StampedLock lock = lockOf(number);
        MemorySegment block = BlockFile.slice(shown, number);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long stamp = lock.tryOptimisticRead();
            if (stamp != 0) {
                reader.read(block);
                if (lock.validate(stamp)) {
                    return true;
                }
            }
        }
        long stamp = lock.readLock();
        try {
            reader.read(block);
        } finally {
            lock.unlockRead(stamp);
        }
        return true;
    }

    @Override
    public void write(int number, byte[] block) {
        StampedLock lock = lockOf(number);
        long stamp = lock.writeLock();
        try {
            BlockFile.slice(blocks, number).copyFrom(MemorySegment.ofArray(block));
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Returns nothing: the memory is the page cache's. */
    @Override
    public long bytes() {
        return 0;
    }

    /** Whoever reads the file next, by whatever means, finds what was written here. */
    @Override
    public void close() {
        blocks.force();
    }
}
