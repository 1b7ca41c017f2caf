// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.UseAfterReclaimException;
import dev.stillpoint.reclaim.checked.BlockLedger;
import dev.stillpoint.reclaim.checked.BlockLedger.Life;
import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.Trace;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A block of off-heap memory. Unlink it and hand it to {@code Reclaimer.retire}.
 *
 * <p>The segment may be read and written by any thread while the block is not freed. Nothing checks that: a segment
 * that is used after the block is freed reads whatever is there, or crashes the JVM if the allocator has unmapped it.
 * Slabs never unmap it while they are open. Take the segment inside a read section. In checked mode such a read throws,
 * or finds poison in a slab.
 */
public final class NativeBlock implements Reclaimable {

    /*
     * Who owns the memory. It is given up once, by one compare-and-set: to reclaim(), which frees it, or to demote(),
     * which hands it to another block of the same memory. That one has the scope of no memory in particular. So it
     * leads nobody to the scope of this block, and can wait while the collector looks who still reaches that.
     *
     *   LIVE    -> FREED     // reclaim()
     *   FREED   -> LIVE      // the memory could not be given back
     *   LIVE    -> DEMOTED   // demote()
     */

    private enum State {
        LIVE, FREED, DEMOTED
    }

    private static final VarHandle STATE = fieldVarHandle(lookup(), "state", VarHandle.class, NativeBlock.class,
            State.class);

    private final MemorySegment segment;
    /** Whose scope the segment has, and no other block's; null if it shares one. */
    private final @Nullable Arena own;
    private final Consumer<MemorySegment> giveBack;
    private final MemoryCounters counters;
    // null when the checked mode is off
    private final @Nullable Life life;
    // any thread, CAS; set back by who freed it if the memory could not be given back
    private volatile State state = State.LIVE;

    /**
     * A block that is counted as allocated, and whose scope is that of the segment.
     *
     * @param giveBack gives the memory to the next user, as its last step: when it throws, the memory is still the
     *         block's. It must not know the segment: it is given one of the same memory
     */
    NativeBlock(MemorySegment segment, Consumer<MemorySegment> giveBack, MemoryCounters counters) {
        this(segment, null, giveBack, counters, CheckedMode.ENABLED ? BlockLedger.begin(segment) : null);
    }

    private NativeBlock(MemorySegment segment, @Nullable Arena own, Consumer<MemorySegment> giveBack,
            MemoryCounters counters, @Nullable Life life) {
        this.segment = segment;
        this.own = own;
        this.giveBack = giveBack;
        this.counters = counters;
        this.life = life;
    }

    /** As the constructor, but with a scope of its own. */
    @SuppressWarnings("restricted") // it only gives the block a scope
    static NativeBlock withOwnScope(MemorySegment memory, Consumer<MemorySegment> giveBack, MemoryCounters counters) {
        Arena own = Arena.ofShared();
        MemorySegment segment = memory.reinterpret(own, null);
        return new NativeBlock(segment, own, giveBack, counters,
                CheckedMode.ENABLED ? BlockLedger.begin(segment) : null);
    }

    /** This block, if it has a scope of its own, or another one of the same memory, which takes its place. */
    NativeBlock withOwnScope() {
        return own == null ? withOwnScope(segment, giveBack, counters) : this;
    }

    /** Checks the size of a block that is to be allocated. */
    static long requireSize(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("A block has at least 1 byte, not " + bytes);
        }
        return bytes;
    }

    /**
     * The memory.
     *
     * @throws UseAfterReclaimException in checked mode, if the block is freed
     */
    public MemorySegment segment() {
        if (life != null) {
            take(life);
        }
        return segment;
    }

    private static void take(Life life) {
        Trace freed = life.freed();
        if (freed != null) {
            throw new UseAfterReclaimException(life.generation(), freed);
        }
        life.take();
    }

    @Override
    public long byteSize() {
        return segment.byteSize();
    }

    /**
     * Frees the block at once. To be called only when no reader can see the block any more; a reclaimer calls it then.
     * Except for the first call in a process, it needs no memory of the heap. If an error strikes, because the stack
     * ends here, the block is not freed, and this can be called again.
     *
     * @throws IllegalStateException if it was freed before; nothing is freed twice
     */
    @Override
    public void reclaim() {
        // Needs no pair: it picks the one call that takes the memory.
        if (!STATE.compareAndSet(this, State.LIVE, State.FREED)) {
            throw new IllegalStateException("%s was freed before; retire a block once.".formatted(this));
        }
        try {
            if (life != null) {
                end(life);
            }
            giveBack.accept(segment);
        } catch (Throwable e) {
            state = State.LIVE;
            throw e;
        }
        // The memory may be somebody else's by now, so nothing may be thrown any more. Counting makes no object, and
        // giving back has just gone deeper into the stack than counting does.
        try {
            counters.freed(segment.byteSize());
        } catch (VirtualMachineError e) {
            counters.freed(segment.byteSize());
        }
    }

    /** Whether it is not freed: an error that {@link #reclaim()} throws leaves it as it was. */
    @Override
    public boolean isRepeatable() {
        return state == State.LIVE;
    }

    /**
     * {@inheritDoc}
     *
     * @return null if its scope is not its own: see {@link BlockAllocator#withOwnScopes()}
     * @throws IllegalStateException if it was freed before
     */
    @Override
    public @Nullable Demoted demote() {
        if (own == null) {
            return null;
        }
        MemorySegment memory = CLibrary.segment(segment.address(), segment.byteSize());
        Demoted demoted = new Demoted(segment.scope(), new NativeBlock(memory, null, giveBack, counters, life));
        // Needs no pair: it picks the one call that takes the memory.
        if (!STATE.compareAndSet(this, State.LIVE, State.DEMOTED)) {
            throw new IllegalStateException("%s was freed before; retire a block once.".formatted(this));
        }
        return demoted;
    }

    /** In checked mode a read after free finds poison, or throws if the block has a scope that can be closed. */
    private void end(Life life) {
        life.end();
        if (segment.scope().isAlive()) {
            segment.fill(QuarantineAllocator.POISON);
        }
        if (own != null && own.scope().isAlive()) {
            own.close();
        }
    }

    @Override
    public String toString() {
        String end = switch (state) {
            case LIVE -> "";
            case FREED -> ", freed";
            case DEMOTED -> ", retired and demoted";
        };
        return "block[%d bytes at %#x%s]".formatted(segment.byteSize(), segment.address(), end);
    }
}
