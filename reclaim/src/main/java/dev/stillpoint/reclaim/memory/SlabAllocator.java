// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Cuts blocks from slabs that stay mapped. The memory of a freed block is used again for a block of its size class, and
 * is never unmapped before {@link #close()}. So a read through a stale segment finds wrong data in the worst case, and
 * never crashes the JVM.
 *
 * <p><b>Memory.</b> Sizes are rounded up to size classes: multiples of 16 up to 128, then four to each doubling, so
 * less than a quarter is lost. A class has reserved what was allocated of it at its peak, rounded up to whole slabs of
 * 64 KB or, if that is more, of 8 blocks. Memory does not move between classes. Blocks of 256 KB and more are slabs of
 * their own. On Linux their pages go back to the system when they are freed, so only address space is kept, and a stale
 * read then finds zeros.
 *
 * <p><b>Cost.</b> Allocating and freeing each take one compare-and-set on the Java heap; allocating also zero-fills.
 * Neither calls into the C library's allocator, except where memory is taken from or given back to the system, as
 * above.
 *
 * <p><b>Threading.</b> Any thread may allocate, and any thread may free. Both are lock-free. When several threads find
 * a class exhausted at once, each reserves a slab, and all but one give theirs back.
 *
 * <p><b>Errors.</b> If allocating throws, whatever it is, no memory is lost and nothing is counted. Freeing makes no
 * object, so it needs no memory of the heap.
 *
 * <p><b>Memory consistency effects.</b> Freeing a block happens-before the allocation that uses its memory again.
 */
public final class SlabAllocator implements BlockAllocator, AutoCloseable {

    private final MemoryCounters counters;
    /** Each is made when it is first needed. */
    private final AtomicReferenceArray<@Nullable SlabClass> classes = new AtomicReferenceArray<>(SizeClasses.COUNT);
    // set by close, under the monitor; read by allocate after it has counted itself
    private volatile boolean closed;

    private SlabAllocator(String name) {
        counters = MemoryCounters.of(name);
    }

    /**
     * An allocator with slabs of its own, which can be closed. Those of {@link BlockAllocator#slabs()} cannot.
     *
     * @param name its name in statistics
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is blank
     */
    public static SlabAllocator create(String name) {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("The name of an allocator must not be blank: statistics use it.");
        }
        return new SlabAllocator(name);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the allocator is closed
     */
    @Override
    public NativeBlock allocate(long bytes) {
        NativeBlock.requireSize(bytes);
        if (bytes > SizeClasses.LARGEST) {
            throw new OutOfMemoryError("No machine has memory for a block of %d bytes".formatted(bytes));
        }
        // The block is counted first: close() sets `closed` and then looks at the count, so one of the two sees the
        // other.
        // Pairs with SlabAllocator.closeUnlessUsed.
        counters.allocated(bytes);
        try {
            if (closed) {
                throw new IllegalStateException("Slab allocator %s is closed.".formatted(counters.allocator()));
            }
            return classOf(SizeClasses.indexOf(bytes)).allocate(bytes);
        } catch (Throwable e) {
            counters.notAllocated(bytes);
            throw e;
        }
    }

    private SlabClass classOf(int index) {
        SlabClass sizeClass = classes.get(index);
        if (sizeClass != null) {
            return sizeClass;
        }
        SlabClass made = new SlabClass(SizeClasses.bytesOf(index), counters);
        SlabClass other = classes.compareAndExchange(index, null, made);
        return other == null ? made : other;
    }

    @Override
    public long allocatedBytes() {
        return counters.allocatedBytes();
    }

    @Override
    public NativeMemory memory() {
        return counters.read();
    }

    /**
     * Gives all slabs back to the system. From then on a stale read may crash. Closing again does nothing. The monitor
     * is left without a call, so nobody waits for a thread whose stack ends in here.
     *
     * @throws IllegalStateException if blocks are still allocated; the allocator stays open
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closeUnlessUsed();
        }
        for (int i = 0; i < classes.length(); i++) {
            SlabClass sizeClass = classes.get(i);
            if (sizeClass != null) {
                sizeClass.freeSlabs();
            }
        }
        counters.nothingReserved();
    }

    private void closeUnlessUsed() {
        boolean unused = false;
        // Pairs with SlabAllocator.allocate: its count is seen below, or it sees `closed`.
        closed = true;
        try {
            requireUnused();
            unused = true;
        } finally {
            closed = unused;
        }
    }

    private void requireUnused() {
        long left = allocatedBytes();
        if (left != 0) {
            throw new IllegalStateException("""
                    %d bytes of slab allocator %s are still allocated. Retire the blocks and call \
                    reclaimer.barrier() before you close it.""".formatted(left, counters.allocator()));
        }
    }

    @Override
    public String toString() {
        return "slabs[%s, %d of %d bytes allocated]".formatted(counters.allocator(), allocatedBytes(),
                memory().reservedBytes());
    }
}
