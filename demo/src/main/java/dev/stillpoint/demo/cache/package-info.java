// SPDX-License-Identifier: Apache-2.0
/**
 * A block cache over a file, read by virtual threads while blocks are evicted and rewritten; each block that is served
 * is verified. The same load runs over three designs.
 *
 * <pre>
 *   CacheCommand       arguments, progress, final table
 *     CacheRun         one design after the other: starts the parts and stops them in order
 *       Readers        virtual threads that ask for blocks and verify them
 *       Rewriter       the single writer: gives blocks new versions
 *       BlockCache     what a design is to them
 *         GuardedCache   blocks in an OffHeapMap, read in place under a guard
 *         PinnedCache    frames with a count of readers
 *         MappedBlocks   no cache of its own: the file, mapped
 *       Tally          what happened
 *   BlockFile, Block   the file, and how a block lies in it
 * </pre>
 *
 * The design that is wrong, a check of a frame's generation before it is read, stands with the tests.
 */
@NullMarked
package dev.stillpoint.demo.cache;

import org.jspecify.annotations.NullMarked;
