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

    private static final VarHandle FREED = fieldVarHandle(lookup(), "freed", VarHandle.class, NativeBlock.class,
            boolean.class);

    private final MemorySegment segment;
    private final Consumer<MemorySegment> giveBack;
    private final MemoryCounters counters;
    // null when the checked mode is off
    private final @Nullable Life life;
    // any thread, CAS; cleared again by who freed it if the memory could not be given back
    private volatile boolean freed;

    /**
     * A block that is counted as allocated.
     *
     * @param giveBack gives the memory to the next user, as its last step: when it throws, the memory is still the
     *         block's
     */
    NativeBlock(MemorySegment segment, Consumer<MemorySegment> giveBack, MemoryCounters counters) {
        this.segment = segment;
        this.giveBack = giveBack;
        this.counters = counters;
        life = CheckedMode.ENABLED ? BlockLedger.begin(segment) : null;
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
     * It needs no memory of the heap. If an error strikes, because the stack ends here, the block is not freed, and
     * this can be called again.
     *
     * @throws IllegalStateException if it was freed before; nothing is freed twice
     */
    @Override
    public void reclaim() {
        // Needs no pair: it picks the one call that frees the block.
        if (!FREED.compareAndSet(this, false, true)) {
            throw new IllegalStateException("%s was freed before; retire a block once.".formatted(this));
        }
        try {
            if (life != null) {
                end(life);
            }
            giveBack.accept(segment);
        } catch (Throwable e) {
            freed = false;
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
        return !freed;
    }

    private void end(Life life) {
        life.end();
        if (segment.scope().isAlive()) {
            segment.fill(QuarantineAllocator.POISON);
        }
    }

    @Override
    public String toString() {
        return "block[%d bytes at %#x%s]".formatted(segment.byteSize(), segment.address(), freed ? ", freed" : "");
    }
}
