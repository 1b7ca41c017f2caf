// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.memory.FreeStacks.Link;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All slabs that are cut into blocks of one size, and their free slots. */
final class SlabClass {

    /*
     * A block takes a slot that was put back, or else cuts one from the newest slab, or else reserves a slab.
     *
     * Errors. Each of the three makes its objects first. Its last step is one compare-and-set, and before that step
     * nothing is taken. So when an error strikes, no slot is lost, and a slab that was not published is given back.
     * There is no lock that a thread could keep because its stack ends where it unlocks.
     */

    private static final VarHandle NEWEST = fieldVarHandle(lookup(), "newest", VarHandle.class, SlabClass.class,
            Slab.class);

    /** From this size on a slab is one block, whose pages go back to the system when it is freed. */
    static final long LARGE_BYTES = 256 << 10;

    private static final long SLAB_BYTES = 64 << 10;
    private static final int FEWEST_BLOCKS = 8;
    /** Slabs begin on a cache line, so blocks whose size is a multiple of a line share no line. */
    private static final long LINE_BYTES = 64;

    private final long blockBytes;
    private final MemoryCounters counters;
    private final FreeStacks<Slot> free = new FreeStacks<>();

    // any thread, CAS; freeSlabs takes slabs away
    private volatile @Nullable Slab newest;

    /** Memory from which slots are cut, from its beginning to its end. */
    private static final class Slab {

        /** What calloc gave. */
        final long address;
        final int blocks;
        final AtomicInteger cut;
        // set before the slab is published
        @Nullable Slab older;

        /** A slab whose first slot is cut already. */
        Slab(long address, int blocks) {
            this.address = address;
            this.blocks = blocks;
            cut = new AtomicInteger(1);
        }
    }

    SlabClass(long blockBytes, MemoryCounters counters) {
        this.blockBytes = blockBytes;
        this.counters = counters;
    }

    boolean isLarge() {
        return blockBytes >= LARGE_BYTES;
    }

    /**
     * A block in a slot that nobody uses.
     *
     * @throws OutOfMemoryError if a slab is needed and there is no memory
     */
    NativeBlock allocate(long bytes) {
        Link<Slot> taken = take();
        try {
            return taken.element().block(bytes, taken, counters);
        } catch (Throwable e) {
            free.put(taken);
            throw e;
        }
    }

    private Link<Slot> take() {
        Link<Slot> taken = free.take();
        while (taken == null) {
            Slab slab = newest;
            taken = slab == null ? null : cut(slab);
            if (taken == null) {
                taken = reserve(slab);
            }
        }
        return taken;
    }

    private @Nullable Link<Slot> cut(Slab slab) {
        while (true) {
            int index = slab.cut.get();
            if (index >= slab.blocks) {
                return null;
            }
            Link<Slot> slot = slot(slab, index);
            if (slab.cut.compareAndSet(index, index + 1)) {
                return slot;
            }
        }
    }

    private Link<Slot> slot(Slab slab, int index) {
        long start = (slab.address + LINE_BYTES - 1) & -LINE_BYTES;
        return new Link<>(new Slot(this, CLibrary.segment(start + index * blockBytes, blockBytes)));
    }

    /**
     * Reserves a slab, and takes its first slot.
     *
     * @param full the newest slab, of which nothing is left
     * @return null if another thread was faster, so that its slab can be used
     */
    private @Nullable Link<Slot> reserve(@Nullable Slab full) {
        int blocks = isLarge() ? 1 : (int) Math.max(FEWEST_BLOCKS, SLAB_BYTES / blockBytes);
        long bytes = blocks * blockBytes + LINE_BYTES;
        long address = 0;
        boolean published = false;
        counters.reserved(bytes);
        try {
            address = CLibrary.calloc(bytes, blockBytes);
            Slab slab = new Slab(address, blocks);
            Link<Slot> first = slot(slab, 0);
            published = publish(slab, full);
            return published ? first : null;
        } finally {
            if (!published) {
                CLibrary.free(address);
                counters.reserved(-bytes);
            }
        }
    }

    /** Makes a slab the newest one. Of small ones only if no other thread has published one since {@code full}. */
    private boolean publish(Slab slab, @Nullable Slab full) {
        while (true) {
            Slab seen = newest;
            if (seen != full && !isLarge()) {
                return false;
            }
            slab.older = seen;
            // Pairs with SlabClass.freeSlabs: it finds all slabs.
            if (NEWEST.compareAndSet(this, seen, slab)) {
                return true;
            }
        }
    }

    /** Takes back the slot of a freed block. */
    void putBack(Link<Slot> slot) {
        free.put(slot);
    }

    /**
     * Gives all slabs back to the system. Called by one thread at a time, when no block is left and no more is
     * allocated. If it throws, it can be called again for the rest.
     */
    void freeSlabs() {
        for (Slab slab = newest; slab != null; slab = newest) {
            CLibrary.free(slab.address);
            newest = slab.older;
        }
    }
}
