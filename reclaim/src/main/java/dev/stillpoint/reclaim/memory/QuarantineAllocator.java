// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Overwrites a block when it is freed and keeps it mapped, so that a read after free finds {@link #POISON} instead of
 * crashing. It is for finding such reads, as with the quarantine of an address sanitizer, and not for long runs: memory
 * returns to the system only at {@link #close()}.
 */
public final class QuarantineAllocator implements BlockAllocator, AutoCloseable {

    /** The value with which every byte of a freed block is overwritten. */
    public static final byte POISON = (byte) 0xDD;

    private static final long ALIGNMENT = 16;

    private final Arena arena = Arena.ofShared();
    private final MemoryCounters counters = MemoryCounters.of("quarantine");

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the allocator is closed
     */
    @Override
    public NativeBlock allocate(long bytes) {
        NativeBlock.requireSize(bytes);
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("The quarantine allocator is closed.");
        }
        MemorySegment segment = reserve(bytes);
        counters.allocated(bytes);
        try {
            return new NativeBlock(segment, this::poison, counters);
        } catch (Throwable e) {
            counters.notAllocated(bytes);
            throw e;
        }
    }

    /** Memory that stays reserved until close, whatever happens to the block. */
    private MemorySegment reserve(long bytes) {
        counters.reserved(bytes);
        try {
            return arena.allocate(bytes, ALIGNMENT);
        } catch (Throwable e) {
            counters.reserved(-bytes);
            if (e instanceof OutOfMemoryError && e.getMessage() == null) {
                // The JDK does not say what it had no memory for.
                throw new OutOfMemoryError("No native memory for a block of %d bytes".formatted(bytes));
            }
            throw e;
        }
    }

    /** The memory is there as long as the arena, whatever scope the block had. */
    private void poison(MemorySegment segment) {
        if (arena.scope().isAlive()) {
            segment.fill(POISON);
        }
    }

    /** Whether the segment lies in a freed block, as far as its first byte tells. */
    public static boolean isPoisoned(MemorySegment segment) {
        Objects.requireNonNull(segment, "segment");
        return segment.get(ValueLayout.JAVA_BYTE, 0) == POISON;
    }

    @Override
    public long allocatedBytes() {
        return counters.allocatedBytes();
    }

    @Override
    public NativeMemory memory() {
        return counters.read();
    }

    /** Returns all memory to the system, freed or not. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        counters.nothingReserved();
    }
}
