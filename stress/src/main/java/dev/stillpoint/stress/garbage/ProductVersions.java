// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import dev.stillpoint.reclaim.DemotionLimits;
import dev.stillpoint.reclaim.DemotionStatistics;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.SlabAllocator;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The real thing, with demotion or without. Its slabs use memory again as soon as it is free. */
final class ProductVersions implements Versions {

    private final long bytes;
    private final SlabAllocator slabs = SlabAllocator.create("garbage");
    private final BlockAllocator allocator = slabs.withOwnScopes();
    private final Reclaimer reclaimer;
    private final QsbrReference<Version> current;

    ProductVersions(DemotionLimits demotion, long bytes) {
        this.bytes = bytes;
        reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withName("garbage").withDemotion(demotion)
                .withStallAfter(ReclaimerConfig.NEVER));
        current = QsbrReference.of(reclaimer, version(0));
    }

    /** A version as a program has it: it owns a block and demotes that. */
    private record Version(NativeBlock block) implements Reclaimable {

        @Override
        public void reclaim() {
            block.reclaim();
        }

        @Override
        public @Nullable Demoted demote() {
            return block.demote();
        }

        @Override
        public long byteSize() {
            return block.byteSize();
        }
    }

    private Version version(long number) {
        NativeBlock block = allocator.allocate(bytes);
        Content.write(block.segment(), number);
        return new Version(block);
    }

    @Override
    @GuardScoped
    public MemorySegment current() {
        return current.get().block.segment();
    }

    @Override
    public void replace(long number) {
        current.replace(version(number));
    }

    @Override
    public long allocatedBytes() {
        return slabs.allocatedBytes();
    }

    @Override
    public String figures() {
        DemotionStatistics statistics = reclaimer.demotionStatistics();
        return "%8.1f %9.1f %5d".formatted(statistics.heldBytes() / 1e6, statistics.collectedBytes() / 1e6,
                statistics.collections());
    }

    @Override
    public void close() {
        current.close();
        reclaimer.close();
    }
}
