// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Frames with a count of readers each, as in the buffer managers of databases: a reader raises the count of a frame and
 * lowers it again, and a frame makes room for another block when its count is zero. So each read writes twice to a word
 * that all readers of the block share. Frames are recycled by the clock, with the uses that the map of
 * {@link GuardedCache} counts.
 *
 * <p>If all frames are pinned, a block is shown without being kept.
 */
final class PinnedCache implements BlockCache {

    /** So many rounds take all uses away, and find each frame that nobody reads. */
    private static final int MOST_ROUNDS = 4;

    private final BlockFile file;
    private final NativeBlock memory;
    private final Frame[] frames;
    /** Where each block is. A frame that is found may have been recycled since: {@link Frame#pin} tells. */
    private final ConcurrentMap<Integer, Frame> index = new ConcurrentHashMap<>();
    private final BlockLocks locks = new BlockLocks();
    // the frame at which the clock stands, as an unsigned number modulo the number of frames; any thread
    private final AtomicInteger hand = new AtomicInteger();

    /** @param capacity how many frames it has */
    PinnedCache(BlockFile file, int capacity) {
        this.file = file;
        frames = new Frame[capacity];
        memory = BlockAllocator.malloc().allocate(capacity * (long) Block.BYTES);
        MemorySegment whole = memory.segment();
        Arrays.setAll(frames, i -> new Frame(BlockFile.slice(whole, i)));
    }

    @Override
    public boolean read(int number, BlockReader reader) throws IOException {
        Frame frame = pinned(number);
        if (frame == null) {
            reader.read(MemorySegment.ofArray(load(number)).asReadOnly());
            return false;
        }
        try {
            reader.read(frame.block());
        } finally {
            frame.unpin();
        }
        return true;
    }

    /** The frame of a block; null if it has none. The caller unpins it. */
    private @Nullable Frame pinned(int number) {
        Frame frame = index.get(number);
        return frame != null && frame.pin(number) ? frame : null;
    }

    private byte[] load(int number) throws IOException {
        Lock lock = locks.of(number);
        lock.lock();
        try {
            Frame there = pinned(number);
            if (there != null) {
                try {
                    return there.block().toArray(JAVA_BYTE);
                } finally {
                    there.unpin();
                }
            }
            byte[] block = file.read(number);
            keep(number, block);
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
            index.remove(number); // first: whatever fails then, nothing old is left
            file.write(number, block);
            keep(number, block); // in another frame: readers may still read the old one
        } finally {
            lock.unlock();
        }
    }

    /** Puts a block into a frame that nobody reads. The caller holds the lock of the block. */
    private void keep(int number, byte[] block) {
        MemorySegment content = MemorySegment.ofArray(block);
        Frame frame = takeFrame();
        if (frame != null) {
            frame.fill(number, content);
            index.put(number, frame); // if this throws, nobody finds the frame but the clock
        }
    }

    private @Nullable Frame takeFrame() {
        for (long step = 0; step < MOST_ROUNDS * (long) frames.length; step++) {
            Frame frame = frames[Integer.remainderUnsigned(hand.getAndIncrement(), frames.length)];
            if (!frame.takeUse() && frame.take()) {
                forget(frame);
                return frame;
            }
        }
        return null;
    }

    /** Removes a frame that was taken from the index, or gives it back as it is. */
    private void forget(Frame frame) {
        boolean forgotten = false;
        try {
            index.remove(frame.number(), frame);
            forgotten = true;
        } finally {
            if (!forgotten) {
                frame.giveBack();
            }
        }
    }

    @Override
    public long bytes() {
        return memory.byteSize();
    }

    @Override
    public void close() {
        index.clear();
        memory.reclaim();
    }
}
