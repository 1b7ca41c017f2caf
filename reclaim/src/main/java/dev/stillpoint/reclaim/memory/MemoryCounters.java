// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one allocator does. Any thread. */
final class MemoryCounters {

    /** The counters of all allocators, except those that nobody can use any more. */
    private static final List<WeakReference<MemoryCounters>> ALL = new CopyOnWriteArrayList<>();

    private final String allocator;
    private final LongAdder reserved = new LongAdder();
    private final LongAdder allocated = new LongAdder();
    private final LongAdder freed = new LongAdder();

    private MemoryCounters(String allocator) {
        this.allocator = allocator;
    }

    /** Counters that {@link NativeMemory#ofProcess()} knows, as long as the allocator refers to them. */
    static MemoryCounters of(String allocator) {
        MemoryCounters counters = new MemoryCounters(Objects.requireNonNull(allocator, "name"));
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
        reserved.add(bytes);
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
        return new NativeMemory(allocator, reserved.sum(), allocated.sum() - gone, gone);
    }
}
