// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

/** The slabs of {@link BlockAllocator#slabs()}. They live as long as the process: there is no close to call. */
final class ProcessSlabs implements BlockAllocator {

    static final ProcessSlabs INSTANCE = new ProcessSlabs();

    private final SlabAllocator slabs = SlabAllocator.create("slabs");

    private ProcessSlabs() {
    }

    @Override
    public NativeBlock allocate(long bytes) {
        return slabs.allocate(bytes);
    }

    @Override
    public long allocatedBytes() {
        return slabs.allocatedBytes();
    }

    @Override
    public NativeMemory memory() {
        return slabs.memory();
    }

    @Override
    public String toString() {
        return slabs.toString();
    }
}
