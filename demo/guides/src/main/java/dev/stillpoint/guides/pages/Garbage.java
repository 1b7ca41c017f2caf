// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import dev.stillpoint.reclaim.DemotionLimits;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.NativeMemory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code docs/bounded-garbage.md} and {@code docs/memory.md}: what the collector may free, and how much there is. */
final class Garbage {

    private Garbage() {
    }

    /** What must come together. */
    record Halves(BlockAllocator allocator, Reclaimer reclaimer) {
    }

    static Halves halves() {
        // @start region="halves"
        BlockAllocator allocator = BlockAllocator.malloc().withOwnScopes();
        Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withDemotion(DemotionLimits.defaults()));
        // @end
        return new Halves(allocator, reclaimer);
    }

    /** A version that owns one block. */
    record Version(NativeBlock block) implements Reclaimable {

        // @start region="demote"
        @Override
        public @Nullable Demoted demote() {
            return block.demote();
        }
        // @end

        @Override
        public long byteSize() {
            return block.byteSize();
        }

        @Override
        public void reclaim() {
            block.reclaim();
        }
    }

    static void tell(Consumer<String> told) {
        // @start region="amounts"
        for (NativeMemory allocator : NativeMemory.ofProcess()) { // reserved, allocated, freed
            told.accept(allocator.toString());
        }
        // @end
    }
}
