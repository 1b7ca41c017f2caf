// SPDX-License-Identifier: Apache-2.0
/**
 * Off-heap memory that is allocated and freed one block at a time, without a handshake between threads. Start with
 * {@link dev.stillpoint.reclaim.memory.BlockAllocator}; code that wants an {@link java.lang.foreign.Arena} takes a
 * {@link dev.stillpoint.reclaim.memory.ReclaimableArena}.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>block, slab
 * <dd>a piece of native memory that is freed alone; a piece from which blocks of one size are cut
 * <dt>poison
 * <dd>what a freed block is filled with in checked mode, so that a stale read shows
 * </dl>
 *
 * <h2>Guarantees</h2>
 * <ul>
 * <li>A block is freed once; the second time throws, with any allocator.
 * <li>All memory is zero-filled.
 * <li>Where allocating throws nothing was allocated; where freeing throws the block is not freed.
 * <li>A stale read of a slab reads wrong data and never crashes, as long as its allocator is open. With {@code malloc}
 * it may crash.
 * </ul>
 *
 * <p>{@code docs/memory.md} in the sources says which memory to take for what.
 *
 * @see dev.stillpoint.reclaim
 */
@NullMarked
package dev.stillpoint.reclaim.memory;

import org.jspecify.annotations.NullMarked;
