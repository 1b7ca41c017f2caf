// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.io.Serial;

/**
 * Thrown by {@link Reclaimable#reclaim()} when the object cannot be freed yet, because a native call or an I/O
 * operation still uses its memory. Nothing was freed.
 *
 * <p>A {@link Reclaimer} then calls {@code reclaim} again, after pauses that grow from a millisecond to a second, until
 * it throws something else or returns. Until then the object counts as retired and not freed. {@code close()} waits for
 * it; {@link Reclaimer#barrier()} does not.
 *
 * <p>A version that owns several things must bear being called again: it frees first what may throw this.
 */
public final class StillInUseException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Says what is still in use. */
    public StillInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
