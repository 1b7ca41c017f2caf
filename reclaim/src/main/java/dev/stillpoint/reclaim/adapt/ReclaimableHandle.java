// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.StillInUseException;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner.Cleanable;
import java.util.Objects;

/**
 * A handle that is closed ({@link AutoCloseable}) or cleaned ({@link Cleanable}) after a grace period.
 *
 * {@snippet :
 * QsbrReference<ReclaimableHandle<Index>> index =
 *         QsbrReference.of(reclaimer, ReclaimableHandle.closing(Index.open(path), bytes));
 * long hits = ScopedQsbr.read(() -> index.get().get().search(word));
 * // Closes the old index after its readers have left.
 * index.replace(ReclaimableHandle.closing(Index.open(path), bytes));
 * }
 *
 * <p><b>Threading.</b> Threads may share the handle as far as it allows that itself. It is closed or cleaned once, on
 * the thread on which the reclaimer frees.
 *
 * @param <H> the handle
 */
public final class ReclaimableHandle<H> implements Reclaimable {

    private static final VarHandle FREED = fieldVarHandle(lookup(), "freed", VarHandle.class, ReclaimableHandle.class,
            boolean.class);

    private final H handle;
    private final Ending ending;
    private final long bytes;
    // any thread, CAS
    private volatile boolean freed;

    private interface Ending {

        void end() throws Exception;
    }

    private ReclaimableHandle(H handle, Ending ending, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("The size of a handle must not be negative, but is " + bytes);
        }
        this.handle = handle;
        this.ending = ending;
        this.bytes = bytes;
    }

    /**
     * A handle that is closed when it is reclaimed.
     *
     * @param bytes what closing it gives back, for limits and statistics; 0 if that is not known
     * @throws NullPointerException if the handle is null
     * @throws IllegalArgumentException if the size is negative
     */
    public static <H extends AutoCloseable> ReclaimableHandle<H> closing(H handle, long bytes) {
        Objects.requireNonNull(handle, "handle");
        return new ReclaimableHandle<>(handle, handle::close, bytes);
    }

    /**
     * A handle that is cleaned once: when it is reclaimed, or by its cleaner if it never is.
     *
     * @param cleanable what {@code Cleaner.register} returned for the handle
     * @param bytes what cleaning it gives back, for limits and statistics; 0 if that is not known
     * @throws NullPointerException if either is null
     * @throws IllegalArgumentException if the size is negative
     */
    public static <H> ReclaimableHandle<H> cleaning(H handle, Cleanable cleanable, long bytes) {
        Objects.requireNonNull(handle, "handle");
        Objects.requireNonNull(cleanable, "cleanable");
        return new ReclaimableHandle<>(handle, cleanable::clean, bytes);
    }

    /**
     * The handle, valid inside the read section in which this object was read.
     *
     * @throws IllegalStateException if it was reclaimed
     */
    @GuardScoped
    public H get() {
        if (freed) {
            throw new IllegalStateException(
                    "%s was reclaimed. Take it from its reference inside each read section.".formatted(this));
        }
        return handle;
    }

    /**
     * Ends the handle. A reclaimer calls it.
     *
     * @throws StillInUseException if its {@code close} throws that; then it has not ended, and can be reclaimed again
     * @throws IllegalStateException if it was reclaimed before; it is not ended twice
     * @throws Exception what its {@code close} throws
     */
    @Override
    public void reclaim() throws Exception {
        // Needs no pair: it picks the one call that ends the handle.
        if (!FREED.compareAndSet(this, false, true)) {
            throw new IllegalStateException("%s was reclaimed before; retire a handle once.".formatted(this));
        }
        try {
            ending.end();
        } catch (StillInUseException e) {
            freed = false;
            throw e;
        }
    }

    /** Whether the handle was not asked to end: what its {@code close} does when it throws, nobody knows. */
    @Override
    public boolean isRepeatable() {
        return !freed;
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    @Override
    public String toString() {
        return "handle[%s]".formatted(handle);
    }
}
