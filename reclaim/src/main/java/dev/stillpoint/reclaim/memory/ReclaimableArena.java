// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.StillInUseException;
import dev.stillpoint.reclaim.checked.CheckedMode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment.Scope;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An arena whose {@link #close()} retires its memory: readers in sections go on reading, and everything is freed
 * together after a grace period. It can be given to anything that takes an {@link Arena}: allocation,
 * {@code FileChannel.map}, {@code SymbolLookup.libraryLookup}, {@code MemorySegment.reinterpret}.
 *
 * {@snippet :
 * Arena arena = ReclaimableArena.create(reclaimer);
 * MemorySegment next = arena.allocate(layout);
 * ...                                                // fill it, then swap it in: unlink the old one
 * oldArena.close();                                  // freed after the readers that are inside now
 * }
 *
 * <p><b>Close</b> never stops another thread, and waits for readers only where {@link Reclaimer#retire(Reclaimable)}
 * does: when the backlog is full and its limits say so. Unlink first: no section that begins afterwards may find a
 * segment of the arena. A closed arena allocates nothing more. An arena that is never closed keeps its memory for ever.
 *
 * <p><b>Scopes.</b> {@link #scope()} stands for the arena: it is alive until {@code close()}, and dead afterwards. The
 * scope of its segments stands for their memory, as far as that is possible without a handshake between all threads. It
 * stays alive through the grace period, so that readers can read. It dies when the memory is freed, if anybody asked
 * the arena for its scope while it was open, as mapping a file and looking up a library do; in checked mode it always
 * dies then. If the arena only allocated, the scope stays alive, and a segment that is used after the grace period
 * reads whatever is there, or crashes the JVM if the allocator unmaps.
 *
 * <p><b>Cost.</b> Allocating costs a block and two small objects. Freeing costs the freeing of the blocks and, where
 * the scope dies, one handshake, on the reclaimer's thread.
 *
 * <p><b>Threading.</b> Any thread may allocate, and any thread may close the arena, once. Any thread may use the
 * segments.
 *
 * <p>It is {@link Reclaimable} too, for a version that owns an arena and is itself retired. The {@code reclaim} of such
 * a version calls that of the arena, and not {@code close()}, which would wait for a second grace period.
 */
public final class ReclaimableArena implements Arena, Reclaimable {

    /*
     * State.
     *   newest   the blocks as a stack, or a mark. Any thread pushes by CAS; close and reclaim exchange it for CLOSED.
     *            After that a push fails, and the thread that wanted to push the block frees it.
     *   blocks   what close took, for reclaim.
     *   scoped   set by scope() before it reads `newest`, never cleared.
     *
     *   OPEN       -> CLOSED     // close(), which also retires; or reclaim() of an arena that was never closed
     *   CLOSED     -> OPEN       // the reclaimer refused: the blocks are put back
     *   CLOSED     -> UNRETIRED  // an error struck: nobody knows whether the arena was retired
     *   UNRETIRED  -> CLOSED     // close() once more
     *   CLOSED     -> RECLAIMED  // reclaim()
     *   CLOSED     -> RECLAIMED  // demote(), which hands the blocks to what frees them
     *   RECLAIMED  -> CLOSED     // I/O uses the memory, or an error struck: reclaim() can be called again for the rest
     *
     * Why the scope of every resource is closed. The JDK adds resources other than blocks, and asks for scope() first.
     *   If that call found the arena open, it set `scoped` before close exchanged `newest`, both volatile, so reclaim
     *   sees it. If the call came later, it got a dead scope, to which nothing can be added.
     *
     * Errors. Allocating makes its objects before it pushes the block, and frees the block if anything throws.
     */

    private static final VarHandle NEWEST = fieldVarHandle(lookup(), "newest", VarHandle.class, ReclaimableArena.class,
            Entry.class);
    private static final VarHandle RECLAIMED = fieldVarHandle(lookup(), "reclaimed", VarHandle.class,
            ReclaimableArena.class, boolean.class);

    private static final Entry CLOSED = new Entry(null);
    private static final Entry UNRETIRED = new Entry(null);
    private static final Scope DEAD = deadScope();

    /** What every allocator of blocks guarantees. */
    private static final long BLOCK_ALIGNMENT = 16;

    private final Reclaimer reclaimer;
    private final BlockAllocator allocator;
    /** Gives the segments their scope, and holds what was added to it. It allocates nothing. */
    private final Arena resources = Arena.ofShared();

    // any thread, CAS
    private volatile @Nullable Entry newest;
    // the thread that closes writes, the thread that reclaims reads
    private volatile @Nullable Entry blocks;
    // any thread sets
    private volatile boolean scoped = CheckedMode.ENABLED;
    // any thread, CAS; cleared again by who reclaims when something is left
    private volatile boolean reclaimed;

    /** A block of the arena. */
    private static final class Entry {

        final @Nullable NativeBlock block;
        // the sum of its size and those of all before it; set before the entry is pushed
        long totalBytes;
        // set before the entry is pushed
        @Nullable Entry older;
        // set by who reclaims, read by who goes on where that failed
        private boolean freed;

        Entry(@Nullable NativeBlock block) {
            this.block = block;
        }

        /** Frees the block, unless that is done. */
        void free() {
            if (!freed) {
                Objects.requireNonNull(block, "only marks have none").reclaim();
                freed = true;
            }
        }
    }

    private ReclaimableArena(Reclaimer reclaimer, BlockAllocator allocator) {
        this.reclaimer = Objects.requireNonNull(reclaimer, "reclaimer");
        this.allocator = Objects.requireNonNull(allocator, "allocator");
    }

    /** The scope of a closed shared arena. That of a confined one would complain about the wrong thread instead. */
    private static Scope deadScope() {
        Arena closed = Arena.ofShared();
        closed.close();
        return closed.scope();
    }

    /**
     * An arena that allocates with {@link BlockAllocator#malloc()}.
     *
     * @throws NullPointerException if the reclaimer is null
     */
    public static ReclaimableArena create(Reclaimer reclaimer) {
        return create(reclaimer, BlockAllocator.malloc());
    }

    /**
     * An arena that allocates with {@code allocator}; with {@link BlockAllocator#slabs()} a stale read never crashes.
     *
     * @throws NullPointerException if either is null
     */
    public static ReclaimableArena create(Reclaimer reclaimer, BlockAllocator allocator) {
        return new ReclaimableArena(reclaimer, allocator);
    }

    /**
     * A zero-filled segment.
     *
     * @param byteSize not negative
     * @param byteAlignment a power of two
     * @throws IllegalArgumentException if either is not
     * @throws IllegalStateException if the arena is closed
     * @throws OutOfMemoryError if there is no memory; nothing was allocated
     */
    @Override
    @SuppressWarnings("restricted") // it only gives the block the scope of this arena
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        requireSize(byteSize, byteAlignment);
        requireOpen();
        NativeBlock block = allocator.allocate(padded(byteSize, byteAlignment));
        try {
            MemorySegment memory = block.segment();
            long start = -memory.address() & (byteAlignment - 1);
            MemorySegment segment = memory.asSlice(start, byteSize).reinterpret(resources, null);
            push(new Entry(block), block.byteSize());
            return segment;
        } catch (Throwable e) {
            block.reclaim();
            throw e;
        }
    }

    private static void requireSize(long byteSize, long byteAlignment) {
        if (byteSize < 0) {
            throw new IllegalArgumentException("The size must not be negative, but is " + byteSize);
        }
        if (byteAlignment < 1 || Long.bitCount(byteAlignment) != 1) {
            throw new IllegalArgumentException("The alignment must be a power of two, but is " + byteAlignment);
        }
    }

    /** At least 1 byte, so that empty segments have addresses of their own. */
    private static long padded(long byteSize, long byteAlignment) {
        long bytes = Math.max(1, byteSize) + Math.max(0, byteAlignment - BLOCK_ALIGNMENT);
        if (bytes < 0) {
            throw new OutOfMemoryError("No native memory for %d bytes, aligned to %d".formatted(byteSize,
                    byteAlignment));
        }
        return bytes;
    }

    private void push(Entry entry, long bytes) {
        Entry seen;
        do {
            seen = newest;
            if (isMark(seen)) {
                throw closed();
            }
            entry.older = seen;
            entry.totalBytes = bytes + (seen == null ? 0 : seen.totalBytes);
            // Pairs with ReclaimableArena.close and ReclaimableArena.reclaim: they take the block, or it is refused
            // here.
        } while (!NEWEST.compareAndSet(this, seen, entry));
    }

    private static boolean isMark(@Nullable Entry entry) {
        return entry == CLOSED || entry == UNRETIRED;
    }

    /** Alive until {@link #close()}; see above what the scope of a segment says. */
    @Override
    public Scope scope() {
        // Pairs with ReclaimableArena.close: the arena was not closed yet and reclaim sees this, or the scope is a dead
        // one.
        scoped = true;
        return isMark(newest) ? DEAD : resources.scope();
    }

    /**
     * Retires everything that the arena has given out. May be called inside a read section, and then never waits. If an
     * error strikes, such as a {@link StackOverflowError}, the arena is closed all the same and may not be retired:
     * close it once more.
     *
     * @throws IllegalStateException if it is closed already; or if the reclaimer is closed or refuses because its
     *         backlog is full, and then the arena stays open
     */
    @Override
    public void close() {
        // Pairs with ReclaimableArena.push and ReclaimableArena.scope: what came before is taken, what comes later is
        // refused.
        Entry taken = (Entry) NEWEST.getAndSet(this, CLOSED);
        if (taken == CLOSED) {
            throw closed();
        }
        if (taken != UNRETIRED) {
            blocks = taken;
        }
        try {
            reclaimer.retire(this);
        } catch (RuntimeException e) {
            newest = taken;
            throw e;
        } catch (Error e) {
            newest = UNRETIRED;
            throw e;
        }
    }

    /** The sizes of all blocks. The size of what was mapped is not known here. */
    @Override
    public long byteSize() {
        Entry seen = newest;
        Entry last = isMark(seen) ? blocks : seen;
        return last == null ? 0 : last.totalBytes;
    }

    /**
     * Frees everything at once. To be called only when no reader can see it any more; a reclaimer calls it then. If an
     * error strikes, what is left can be freed by another call.
     *
     * @throws StillInUseException if a native call or an I/O operation still uses a segment: then nothing was freed,
     *         and it can be called again, as a reclaimer does
     * @throws IllegalStateException if it was freed before
     * @throws RuntimeException what a cleanup action that was added to the arena threw; everything is freed
     */
    @Override
    public void reclaim() {
        // Needs no pair: it picks the one call that frees.
        if (!RECLAIMED.compareAndSet(this, false, true)) {
            throw new IllegalStateException("%s was freed before; retire an arena once.".formatted(this));
        }
        boolean all = false;
        try {
            // Pairs with ReclaimableArena.push: what came before is taken, what comes later is refused.
            Entry taken = (Entry) NEWEST.getAndSet(this, CLOSED);
            if (taken != CLOSED && taken != UNRETIRED) {
                blocks = taken;
            }
            try {
                closeResources();
            } finally {
                if (!hasOpenResources()) {
                    freeBlocks();
                    all = true;
                }
            }
        } finally {
            reclaimed = all;
        }
    }

    /** Whether something is left to be freed: an error in {@link #reclaim()} leaves the rest to another call. */
    @Override
    public boolean isRepeatable() {
        return !reclaimed;
    }

    /**
     * {@inheritDoc}
     *
     * @return null if the arena was asked for its scope, so that it may hold a mapping or a library; and in checked
     *         mode
     * @throws IllegalStateException if it was freed before
     */
    @Override
    public @Nullable Demoted demote() {
        if (scoped) {
            return null;
        }
        Remains remains = new Remains();
        Demoted demoted = new Demoted(resources.scope(), remains);
        // Needs no pair: it picks the one call that takes the memory.
        if (!RECLAIMED.compareAndSet(this, false, true)) {
            throw new IllegalStateException("%s was freed before; retire an arena once.".formatted(this));
        }
        boolean givenUp = false;
        try {
            // Pairs with ReclaimableArena.push and ReclaimableArena.scope: as in reclaim.
            Entry taken = (Entry) NEWEST.getAndSet(this, CLOSED);
            if (taken != CLOSED && taken != UNRETIRED) {
                blocks = taken;
            }
            remains.blocks = blocks;
            // Whoever asks from now on gets a dead scope.
            givenUp = !scoped;
        } finally {
            reclaimed = givenUp;
        }
        return givenUp ? demoted : null;
    }

    /** The blocks of a demoted arena. Those have scopes, or share some, that are not the arena's. */
    private static final class Remains implements Reclaimable {

        // set before it is given out
        private @Nullable Entry blocks;
        // the thread that frees
        private boolean freed;

        @Override
        public void reclaim() {
            for (Entry entry = blocks; entry != null; entry = entry.older) {
                entry.free();
            }
            freed = true;
        }

        @Override
        public boolean isRepeatable() {
            return !freed;
        }

        @Override
        public long byteSize() {
            return blocks == null ? 0 : blocks.totalBytes;
        }
    }

    /**
     * Unmaps and unloads, after a handshake. The JDK refuses while a native call or an I/O operation holds the scope.
     */
    private void closeResources() {
        if (!hasOpenResources()) {
            return;
        }
        try {
            resources.close();
        } catch (IllegalStateException e) {
            if (hasOpenResources()) {
                throw new StillInUseException(
                        "%s is still used by a native call or an I/O operation; it can be freed after that."
                                .formatted(text("closed")),
                        e);
            }
            throw e;
        }
    }

    /** Whether there are, or may be, resources that are not closed. */
    private boolean hasOpenResources() {
        return scoped && resources.scope().isAlive();
    }

    private void freeBlocks() {
        for (Entry entry = blocks; entry != null; entry = entry.older) {
            entry.free();
        }
    }

    private void requireOpen() {
        if (isMark(newest)) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("The arena is closed: its memory was retired, and it gives no more.");
    }

    @Override
    public String toString() {
        String state = reclaimed ? "freed" : isMark(newest) ? "closed" : "open";
        return text(state);
    }

    private String text(String state) {
        return "arena[%d bytes, %s]".formatted(byteSize(), state);
    }
}
