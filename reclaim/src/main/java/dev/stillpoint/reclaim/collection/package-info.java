// SPDX-License-Identifier: Apache-2.0
/**
 * Collections off the heap, whose values are read in place and whose memory comes back by grace periods. Start with
 * {@link dev.stillpoint.reclaim.collection.OffHeapMap}; a {@linkplain dev.stillpoint.reclaim.collection.OffHeapStack
 * stack}, a {@linkplain dev.stillpoint.reclaim.collection.OffHeapQueue queue} and a
 * {@linkplain dev.stillpoint.reclaim.collection.OffHeapSortedSet sorted set} have the same care and fewer methods.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>retire
 * <dd>hand over an unlinked object, to be freed after a grace period
 * </dl>
 *
 * <h2>Guarantees</h2>
 * <ul>
 * <li>A value that was read under a guard does not change and is not freed while the guard is open.
 * <li>Each change of one key or element is atomic, and lock-free.
 * <li>If a method throws, whatever it is, the collection has not changed; only the {@code clear()} of a map may have
 * removed a part.
 * </ul>
 *
 * <p>{@code docs/collections.md} in the sources says when to take them, and how they grow and shrink.
 *
 * @see dev.stillpoint.reclaim
 */
@NullMarked
package dev.stillpoint.reclaim.collection;

import org.jspecify.annotations.NullMarked;
