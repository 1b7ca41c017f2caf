// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * WRONG, and how one would first write it: each frame has a generation, which grows when the frame is recycled. Whoever
 * finds a block compares the generation with the one that was noted, and reads the block if they are the same. Nothing
 * keeps the frame from being recycled right after the comparison.
 */
final class GenerationCheckedCache implements BlockCache {

    /** A place for a block. */
    private static final class Frame {

        private final MemorySegment memory;
        // grows under the cache's lock; read by any thread
        private volatile int generation;
        // under the cache's lock
        private int number = -1;

        Frame(MemorySegment memory) {
            this.memory = memory;
        }
    }

    /** Where a block was put, and the generation that the frame had then. */
    private record Place(Frame frame, int generation) {

        boolean isStill() {
            return frame.generation == generation;
        }
    }

    private final BlockFile file;
    private final Arena arena = Arena.ofShared();
    private final Frame[] frames;
    private final Map<Integer, Place> index = new ConcurrentHashMap<>();
    // under the lock
    private int hand;

    GenerationCheckedCache(BlockFile file, int capacity) {
        this.file = file;
        frames = new Frame[capacity];
        for (int i = 0; i < capacity; i++) {
            frames[i] = new Frame(arena.allocate(Block.BYTES));
        }
    }

    @Override
    public boolean read(int number, BlockReader reader) throws IOException {
        Place place = index.get(number);
        if (place != null && place.isStill()) {
            reader.read(place.frame().memory.asReadOnly()); // the mistake: it was so a moment ago
            return true;
        }
        reader.read(MemorySegment.ofArray(load(number)).asReadOnly());
        return false;
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
        Frame frame = frames[hand++ % frames.length];
        index.remove(frame.number);
        int generation = frame.generation + 1;
        frame.generation = generation;
        frame.memory.copyFrom(MemorySegment.ofArray(block));
        frame.number = number;
        index.put(number, new Place(frame, generation));
    }

    @Override
    public long bytes() {
        return frames.length * (long) Block.BYTES;
    }

    @Override
    public void close() {
        arena.close();
    }
}
