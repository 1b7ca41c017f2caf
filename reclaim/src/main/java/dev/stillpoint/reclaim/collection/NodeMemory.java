// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.memory.raw.CLibrary;
import dev.stillpoint.reclaim.memory.raw.StripedCount;

/** Where the nodes of a map come from, and how much they take: also those that are removed and not yet freed. */
final class NodeMemory {

    private final StripedCount allocated = new StripedCount();

    /**
     * Memory that is filled with anything, aligned to 16 bytes.
     *
     * @throws OutOfMemoryError if there is none; nothing is counted
     */
    long allocate(long bytes) {
        allocated.add(bytes);
        boolean done = false;
        try {
            long address = CLibrary.malloc(bytes);
            done = true;
            return address;
        } finally {
            if (!done) {
                allocated.add(-bytes);
            }
        }
    }

    /** Frees what was allocated. If this throws, it is not freed. */
    void free(long address, long bytes) {
        CLibrary.free(address);
        // Nothing may be thrown any more: whoever frees would do so again.
        try {
            allocated.add(-bytes);
        } catch (StackOverflowError e) {
            try {
                allocated.add(-bytes);
            } catch (StackOverflowError again) {
                // The figure stays too high.
            }
        }
    }

    long allocatedBytes() {
        return allocated.sum();
    }
}
