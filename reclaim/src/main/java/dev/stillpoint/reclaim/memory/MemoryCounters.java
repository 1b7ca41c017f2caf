// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what one allocator does. Any thread. Counting makes no object, unlike that of {@code LongAdder}: it goes on
 * when the heap is full. Threads count in different cache lines, as their numbers select.
 */
final class MemoryCounters {

    /** The counters of all allocators, except those that nobody can use any more. */
    private static final List<WeakReference<MemoryCounters>> ALL = new CopyOnWriteArrayList<>();

    /** In numbers: two cache lines, because the prefetcher fetches lines in pairs. */
    private static final int STRIDE = 16;
    private static final int MOST_STRIPES = 16;
    private static final int STRIPES = Math.min(MOST_STRIPES,
            2 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors()));

    private final String allocator;
    private final boolean reservesBlocks;
    private final AtomicLongArray allocated = new AtomicLongArray((STRIPES + 1) * STRIDE);
    private final AtomicLongArray freed = new AtomicLongArray((STRIPES + 1) * STRIDE);
    private final AtomicLong reserved = new AtomicLong();

    private MemoryCounters(String allocator, boolean reservesBlocks) {
        this.allocator = Objects.requireNonNull(allocator, "name");
        this.reservesBlocks = reservesBlocks;
    }

    /** Counters that {@link NativeMemory#ofProcess()} knows, as long as the allocator refers to them. */
    static MemoryCounters of(String allocator) {
        return known(new MemoryCounters(allocator, false));
    }

    /** As {@link #of}, for an allocator that reserves what is allocated, and gives it back when it is freed. */
    static MemoryCounters ofBlocks(String allocator) {
        return known(new MemoryCounters(allocator, true));
    }

    private static MemoryCounters known(MemoryCounters counters) {
        ALL.removeIf(reference -> reference.refersTo(null));
        ALL.add(new WeakReference<>(counters));
        return counters;
    }

    static List<NativeMemory> ofProcess() {
        return ALL.stream().map(WeakReference::get).filter(Objects::nonNull).map(MemoryCounters::read).toList();
    }

    private static int own() {
        return ((int) Thread.currentThread().threadId() & (STRIPES - 1)) * STRIDE + STRIDE;
    }

    private static long sum(AtomicLongArray stripes) {
        long sum = 0;
        for (int i = STRIDE; i < stripes.length(); i += STRIDE) {
            sum += stripes.get(i);
        }
        return sum;
    }

    /**
     * Counts a block that is about to be allocated. The addition is atomic and visible before what the caller reads
     * next.
     */
    void allocated(long bytes) {
        allocated.getAndAdd(own(), bytes);
    }

    /** Takes back {@link #allocated}: the block was not allocated after all. */
    void notAllocated(long bytes) {
        allocated.getAndAdd(own(), -bytes);
    }

    void freed(long bytes) {
        freed.getAndAdd(own(), bytes);
    }

    /** Counts bytes that were taken from the system or, if negative, given back. */
    void reserved(long bytes) {
        reserved.getAndAdd(bytes);
    }

    /** Everything was given back to the system. */
    void nothingReserved() {
        reserved.set(0);
    }

    /** Sums the frees first: what is freed was allocated before, so the difference is never negative. */
    long allocatedBytes() {
        long gone = sum(freed);
        return sum(allocated) - gone;
    }

    String allocator() {
        return allocator;
    }

    NativeMemory read() {
        long gone = sum(freed);
        long left = sum(allocated) - gone;
        return new NativeMemory(allocator, reservesBlocks ? left : reserved.get(), left, gone);
    }
}
