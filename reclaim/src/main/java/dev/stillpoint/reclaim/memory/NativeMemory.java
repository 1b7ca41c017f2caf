// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.util.List;

/**
 * The native memory of one allocator. The figures are read while it works, so they belong to slightly different
 * moments.
 *
 * @param allocator its name
 * @param reservedBytes the address space that it has from the system, of which untouched or given-back pages cost
 *        nothing
 * @param allocatedBytes sizes of the blocks that are allocated and not freed
 * @param freedBytes sizes of all blocks that were ever freed
 */
public record NativeMemory(String allocator, long reservedBytes, long allocatedBytes, long freedBytes) {

    /** The figures of every allocator of the process, in the order in which they were made. */
    public static List<NativeMemory> ofProcess() {
        return MemoryCounters.ofProcess();
    }
}
