// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import dev.stillpoint.reclaim.GuardScoped;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of a file, for many threads. A block that is shown is as it was after the last write that had ended when the
 * read began, or after a later one.
 */
interface BlockCache extends AutoCloseable {

    /** Is shown a block where it lies. */
    @FunctionalInterface
    interface BlockReader {

        /**
         * Reads a block. If this is called twice, the block has changed meanwhile, and what the first call found means
         * nothing: so it should not throw on a block that is wrong.
         *
         * @param block read-only; valid during the call, in which the thread may park
         */
        void read(@GuardScoped MemorySegment block);
    }

    /**
     * Shows a block to a reader.
     *
     * @return whether it was in the cache
     * @throws IOException if the file cannot be read; the reader has not seen the block
     */
    boolean read(int number, BlockReader reader) throws IOException;

    /**
     * Writes a block, in the file and wherever else it is.
     *
     * @throws IOException if the file cannot be written; the block may have any content then, but no old one is kept
     */
    void write(int number, byte[] block) throws IOException;

    /** What the cache takes of the process's memory, also for blocks that it has dropped and readers still read. */
    long bytes();

    /** After the last reader. */
    @Override
    void close();
}
