// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.StillInUseException;
import dev.stillpoint.reclaim.claim.VersionClaims;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A native handle on which others depend, such as a database with iterators or a device with buffers. They may be
 * retired in any order, by any thread, to any reclaimer: <b>each is freed after all its children</b>.
 *
 * {@snippet :
 * DependentHandle database = DependentHandle.root(() -> closeDatabase(db), bytes);
 * DependentHandle iterator = database.child(() -> closeIterator(it), 0);
 * reclaimer.retire(database);       // after its grace period it waits for the iterator
 * reclaimer.retire(iterator);       // frees the iterator, then the database
 * }
 *
 * <p>A child that is never retired keeps its parent for ever. So does a child whose freeing fails: it may still use the
 * parent, and memory that is lost is better than memory that is used after it was freed.
 *
 * <p>A parent that waits for children counts as reclaimed in the reclaimer's statistics.
 */
public final class DependentHandle implements Reclaimable {

    private static final VarHandle RECLAIMED = fieldVarHandle(lookup(), "reclaimed", VarHandle.class,
            DependentHandle.class, boolean.class);

    private final @Nullable DependentHandle parent;
    private final Freeing freeing;
    private final long bytes;
    /** One claim of the handle itself until it is reclaimed, and one for each child that is not freed. */
    private final VersionClaims claims = new VersionClaims();
    // any thread, CAS; cleared again by who reclaims if an error struck where it can go on
    private volatile boolean reclaimed;
    // the thread that reclaims: whose claim is to be given up next; null while and after something is freed last
    private @Nullable DependentHandle unreleased = this;
    // the thread that reclaims: whether that one's last claim is given up, and only its freeing is left
    private boolean isUnclaimed;

    /** Frees a native handle. */
    @FunctionalInterface
    public interface Freeing {

        /**
         * Called on a reclaimer's thread when nobody needs the handle: once, or again if it throws
         * {@link StillInUseException}.
         */
        void free() throws Exception;
    }

    private DependentHandle(@Nullable DependentHandle parent, Freeing freeing, long bytes) {
        Objects.requireNonNull(freeing, "freeing");
        if (bytes < 0) {
            throw new IllegalArgumentException("The size of a handle must not be negative, but is " + bytes);
        }
        this.parent = parent;
        this.freeing = freeing;
        this.bytes = bytes;
    }

    /**
     * A handle that depends on no other.
     *
     * @param bytes what freeing it gives back, for limits and statistics
     * @throws NullPointerException if {@code freeing} is null
     * @throws IllegalArgumentException if the size is negative
     */
    public static DependentHandle root(Freeing freeing, long bytes) {
        return new DependentHandle(null, freeing, bytes);
    }

    /**
     * A handle that depends on this one. May be called inside a read section that has found this handle, or by its
     * owner before it is retired.
     *
     * @throws NullPointerException if {@code freeing} is null
     * @throws IllegalArgumentException if the size is negative
     * @throws IllegalStateException if this handle was reclaimed
     */
    public DependentHandle child(Freeing freeing, long bytes) {
        DependentHandle child = new DependentHandle(this, freeing, bytes);
        if (reclaimed || !claims.tryClaim()) {
            throw new IllegalStateException("A handle that was reclaimed takes no more children.");
        }
        return child;
    }

    /**
     * Frees the handle now if it has no child left, else as soon as the last child is freed. Then does the same for its
     * parent, if the parent waits. A reclaimer calls it.
     *
     * @throws StillInUseException if freeing throws that; then this is to be called again, and goes on there
     * @throws IllegalStateException if it was reclaimed before; nothing is freed twice
     * @throws Exception what freeing throws; the parent then stays allocated
     */
    @Override
    public void reclaim() throws Exception {
        // Needs no pair: it picks the one call that gives the claim up; claims order the freeing.
        if (!RECLAIMED.compareAndSet(this, false, true)) {
            throw new IllegalStateException("This handle was reclaimed before; retire a handle once.");
        }
        try {
            releaseAll();
        } catch (OutOfMemoryError | StackOverflowError | StillInUseException e) {
            reclaimed = unreleased == null;
            throw e;
        }
    }

    private void releaseAll() throws Exception {
        for (DependentHandle next = unreleased; next != null && (isUnclaimed || next.claims.release());
                next = unreleased) {
            isUnclaimed = true;
            // If freeing throws, nothing goes on: the parent stays allocated.
            unreleased = null;
            try {
                next.freeing.free();
            } catch (StillInUseException e) {
                // It goes on with this one.
                unreleased = next;
                throw e;
            }
            isUnclaimed = false;
            unreleased = next.parent;
        }
        unreleased = null;
    }

    /** Whether an error struck before freeing was called, or between the freeing of a child and that of its parent. */
    @Override
    public boolean isRepeatable() {
        return unreleased != null;
    }

    @Override
    public long byteSize() {
        return bytes;
    }
}
