// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.memory.raw.StripedCount;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what one allocator does. Any thread. Counting makes no object.
 */
final class MemoryCounters {

    /** The counters of all allocators, except those that nobody can use any more. */
    private static final List<WeakReference<MemoryCounters>> ALL = new CopyOnWriteArrayList<>();

    private final String allocator;
    private final boolean reservesBlocks;
    private final StripedCount allocated = new StripedCount();
    private final StripedCount freed = new StripedCount();
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

    /**
     * Counts a block that is about to be allocated. The addition is atomic and visible before what the caller reads
     * next.
     */
    void allocated(long bytes) {
        allocated.add(bytes);
    }

    /** Takes back {@link #allocated}: the block was not allocated after all. */
    void notAllocated(long bytes) {
        allocated.add(-bytes);
    }

    void freed(long bytes) {
        freed.add(bytes);
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
        long gone = freed.sum();
        return allocated.sum() - gone;
    }

    String allocator() {
        return allocator;
    }

    NativeMemory read() {
        long gone = freed.sum();
        long left = allocated.sum() - gone;
        return new NativeMemory(allocator, reservesBlocks ? left : reserved.get(), left, gone);
    }
}
