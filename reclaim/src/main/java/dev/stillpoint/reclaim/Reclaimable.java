// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /**
     * Gives up the memory, so that the collector may free it before the grace period has ended. A reclaimer with
     * {@link DemotionLimits} asks when this has waited too long behind a reader that does not leave.
     *
     * <p>When this returns something, that has taken the place of this object: {@link #reclaim()} is not called any
     * more, and what is returned frees the memory, once. When it throws, whatever it is, nothing was given up: it waits
     * for its grace period, or may be asked again.
     *
     * <p>Blocks {@linkplain dev.stillpoint.reclaim.memory.BlockAllocator#withOwnScopes() with scopes of their own} can
     * be demoted, arenas that were not asked for their scope, and private copies of files in such blocks. A version
     * that owns one of these and nothing else that is to be freed returns {@code block.demote()}. Only memory that is
     * reached through its segments may be demoted: the collector knows nothing of addresses that were taken as numbers,
     * or stored off the heap.
     *
     * @return null unless overridden: it waits for the grace period
     */
    default @Nullable Demoted demote() {
        return null;
    }

    /** The bytes that freeing it gives back, for limits and statistics; not negative. Read once, when it is retired. */
    long byteSize();

    /**
     * What a retired object leaves when it is {@linkplain #demote() demoted}: the scope that stands for its
     * memory, and what frees the memory without knowing the scope.
     *
     * <p>Versions of a program that own a block need not make one: they return that of the block.
     */
    final class Demoted {

        // no method of this class is called once a memory is given up, because no error may strike from there on
        final MemorySegment.Scope scope;
        final Reclaimable remains;

        /**
         * @param scope the scope of every segment through which the memory can be reached, and of no other memory
         * @param remains frees the memory: after the grace period, or as soon as the collector finds the scope
         *        unreachable. It must not refer to the scope, nor to a segment of it, nor to anything that does:
         *        otherwise the collector never finds it
         * @throws NullPointerException if either is null
         */
        public Demoted(MemorySegment.Scope scope, Reclaimable remains) {
            this.scope = Objects.requireNonNull(scope, "scope");
            this.remains = Objects.requireNonNull(remains, "remains");
        }

        @Override
        public String toString() {
            return "demoted[%s]".formatted(remains);
        }
    }
}
