// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * WRONG: as {@link GuardedCache}, but what is evicted is freed at once and not after a grace period. It keeps one
 * block. What is freed is poisoned and stays mapped, so that this can be shown.
 */
final class FreesAtOnceCache implements BlockCache {

    private final BlockFile file;
    private final QuarantineAllocator memory = new QuarantineAllocator();
    private final Map<Integer, NativeBlock> index = new ConcurrentHashMap<>();

    FreesAtOnceCache(BlockFile file) {
        this.file = file;
    }

    @Override
    public boolean read(int number, BlockReader reader) throws IOException {
        boolean hit = ScopedQsbr.read(() -> {
            MemorySegment block = find(number);
            if (block != null) {
                reader.read(block);
            }
            return block != null;
        });
        if (!hit) {
            reader.read(MemorySegment.ofArray(load(number)));
        }
        return hit;
    }

    @GuardScoped
    private @Nullable MemorySegment find(int number) {
        NativeBlock found = index.get(number);
        return found == null ? null : found.segment();
    }

    private synchronized byte[] load(int number) throws IOException {
        byte[] block = file.read(number);
        keep(number, block);
        return block;
    }

    @Override
    public synchronized void write(int number, byte[] block) throws IOException {
        file.write(number, block);
        keep(number, block);
    }

    private void keep(int number, byte[] block) {
        for (Integer other : List.copyOf(index.keySet())) {
            NativeBlock evicted = index.remove(other);
            evicted.reclaim(); // the mistake: somebody may read it
        }
        NativeBlock made = memory.allocate(Block.BYTES);
        made.segment().copyFrom(MemorySegment.ofArray(block));
        index.put(number, made);
    }

    @Override
    public long bytes() {
        return memory.allocatedBytes();
    }

    @Override
    public void close() {
        memory.close();
    }
}
