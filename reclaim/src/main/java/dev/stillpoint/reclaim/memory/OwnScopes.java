// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

/** An allocator whose blocks have scopes of their own; else it is the one that it stands on. */
final class OwnScopes implements BlockAllocator {

    private final BlockAllocator allocator;

    OwnScopes(BlockAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public NativeBlock allocate(long bytes) {
        NativeBlock block = allocator.allocate(bytes);
        try {
            return block.withOwnScope();
        } catch (Throwable e) {
            block.reclaim();
            throw e;
        }
    }

    @Override
    public long allocatedBytes() {
        return allocator.allocatedBytes();
    }

    @Override
    public NativeMemory memory() {
        return allocator.memory();
    }

    @Override
    public BlockAllocator withOwnScopes() {
        return this;
    }

    @Override
    public String toString() {
        return "%s, with own scopes".formatted(allocator);
    }
}
