// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import dev.stillpoint.reclaim.collection.OffHeapMapConfig;
import dev.stillpoint.reclaim.collection.OffHeapMapStatistics;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.Lock;

/**
 * Blocks in an {@link OffHeapMap} with a limit. A reader looks a block up and reads it where it lies, inside a read
 * section; it writes to no memory that others read. A block that is evicted or replaced meanwhile is freed after the
 * section, however often its thread has parked there.
 */
final class GuardedCache implements BlockCache {

    /** What an entry takes beside its block. */
    private static final int ENTRY_BYTES = 24;

    private final BlockFile file;
    private final Reclaimer reclaimer;
    private final OffHeapMap<Long, byte[]> blocks;
    private final BlockLocks locks = new BlockLocks();

    /** @param capacity how many blocks it keeps */
    GuardedCache(BlockFile file, int capacity) {
        this.file = file;
        reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withName("block-cache"));
        blocks = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes(), OffHeapMapConfig.defaults()
                .withName("blocks").withByteLimit(capacity * (long) (ENTRY_BYTES + Block.BYTES)));
    }

    @Override
    public boolean read(int number, BlockReader reader) throws IOException {
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment block = blocks.view((long) number, guard);
            if (block != null) {
                reader.read(block);
                return true;
            }
        }
        // Not inside the section: memory would wait as long as the disk takes.
        reader.read(MemorySegment.ofArray(load(number)).asReadOnly());
        return false;
    }

    private byte[] load(int number) throws IOException {
        Lock lock = locks.of(number);
        lock.lock();
        try {
            byte[] there = blocks.get((long) number);
            if (there != null) {
                return there; // somebody else has missed it, too, and came first
            }
            byte[] block = file.read(number);
            blocks.put((long) number, block);
            return block;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(int number, byte[] block) throws IOException {
        Lock lock = locks.of(number);
        lock.lock();
        try {
            blocks.remove((long) number); // first: whatever fails then, nothing old is left
            file.write(number, block);
            blocks.put((long) number, block);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long bytes() {
        OffHeapMapStatistics statistics = blocks.statistics();
        return statistics.allocatedBytes() + statistics.bucketBytes();
    }

    @Override
    public void close() {
        blocks.close();
        reclaimer.close();
    }
}
