// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/** Something that lives outside the Java heap and must be freed once, after the last reader has left it. */
public interface Reclaimable {

    /**
     * Frees it. Called once, after a grace period, on the reclaimer's thread or by its executor. What it throws is
     * counted as a failure and logged, and it is not called again. There are two exceptions to that. After a
     * {@link StillInUseException} it is called again later; until then the object is not freed, and that is no failure.
     * And an object that {@link #isRepeatable()} is called again after an {@link OutOfMemoryError} or a
     * {@link StackOverflowError}. If a {@link Snapshot} keeps a version beyond the end of the reclaimer, the thread
     * that closes the snapshot calls this.
     */
    void reclaim() throws Exception;

    /**
     * Whether {@link #reclaim()} can be called again, after it threw an {@link OutOfMemoryError} or a
     * {@link StackOverflowError}, to free what it has not freed. Then the reclaimer does so, up to ten times, before it
     * counts the object as failed. The thread that frees asks after each such error.
     *
     * <p>What the libraries supply can be freed again: blocks, arenas, files in memory; and handles, unless the program
     * was asked already to free what they stand for.
     *
     * @return false unless overridden: nobody but the object can know whether it was freed before the error struck
     */
    default boolean isRepeatable() {
        return false;
    }

    /** The bytes that freeing it gives back, for limits and statistics; not negative. Read once, when it is retired. */
    long byteSize();
}
