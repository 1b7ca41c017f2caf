// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What slabs promise beyond other allocators: memory that is used again, and never unmapped. */
@Timeout(60)
class SlabAllocatorTest {

    private static final int LARGE = 1 << 20;

    private final SlabAllocator slabs = SlabAllocator.create("test");

    @AfterEach
    void close() {
        slabs.close();
    }

    @Test
    void aFreedBlockIsUsedAgainForAnotherOfItsSizeClass() {
        NativeBlock first = slabs.allocate(100);
        long address = first.segment().address();
        first.reclaim();
        NativeBlock second = slabs.allocate(112);
        assertThat(second.segment().address()).isEqualTo(address);
        assertThat(second.byteSize()).isEqualTo(112);
        second.reclaim();
    }

    @Test
    void aStaleReadIsWrongDataAtWorst() {
        for (int bytes : new int[] {16, 5_000, LARGE}) {
            NativeBlock block = slabs.allocate(bytes);
            MemorySegment stale = block.segment();
            stale.fill((byte) 1);
            block.reclaim();
            assertThat(stale.get(ValueLayout.JAVA_BYTE, bytes - 1)).isBetween((byte) 0, (byte) 1);

            NativeBlock next = slabs.allocate(bytes);
            next.segment().fill((byte) 2);
            assertThat(stale.get(ValueLayout.JAVA_BYTE, bytes - 1)).isEqualTo((byte) 2);
            next.reclaim();
        }
    }

    @Test
    void aBlockIsZeroWhateverSizeWasInItsSlotBefore() {
        for (int bytes : new int[] {128, 113, 120, 128}) {
            NativeBlock block = slabs.allocate(bytes);
            assertThat(block.segment().mismatch(MemorySegment.ofArray(new byte[bytes]))).isEqualTo(-1);
            block.segment().fill((byte) 0x7F);
            block.reclaim();
        }
        NativeBlock large = slabs.allocate(LARGE + 13);
        large.segment().fill((byte) 0x7F);
        large.reclaim();
        NativeBlock again = slabs.allocate(LARGE + 5_000);
        assertThat(again.segment().address()).isEqualTo(large.segment().address());
        assertThat(again.segment().mismatch(MemorySegment.ofArray(new byte[LARGE + 5_000]))).isEqualTo(-1);
        again.reclaim();
    }

    @Test
    void blocksOfACacheLineShareNone() {
        List<NativeBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            NativeBlock block = slabs.allocate(64);
            assertThat(block.segment().address() % 64).isZero();
            blocks.add(block);
        }
        blocks.forEach(NativeBlock::reclaim);
    }

    @Test
    void whatIsReservedIsBoundedByThePeakOfEachClass() {
        long peak = 0;
        for (int round = 0; round < 20; round++) {
            List<NativeBlock> blocks = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                blocks.add(slabs.allocate(100));
            }
            blocks.forEach(NativeBlock::reclaim);
            peak = 5_000 * 112;
        }
        assertThat(slabs.memory().reservedBytes()).isBetween(peak, peak + (64 << 10) + 10 * 64);
        assertThat(slabs.memory().freedBytes()).isEqualTo(20L * 5_000 * 100);
        assertThat(slabs.allocatedBytes()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thePagesOfALargeBlockGoBackToTheSystemWhenItIsFreed() throws IOException {
        NativeBlock block = slabs.allocate(64 * LARGE);
        MemorySegment stale = block.segment();
        stale.fill((byte) 1);
        long filled = residentBytes();
        block.reclaim();

        assertThat(filled - residentBytes()).isGreaterThan(48L * LARGE);
        assertThat(stale.mismatch(MemorySegment.ofArray(new byte[64 * LARGE]))).as("it reads as zero").isEqualTo(-1);
        assertThat(slabs.memory().reservedBytes()).isGreaterThanOrEqualTo(64L * LARGE);
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).sum();
    }

    @Test
    void closeIsRefusedWhileBlocksAreOutAndThenGivesEverythingBack() {
        NativeBlock block = slabs.allocate(10);
        assertThatThrownBy(slabs::close).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("10 bytes of slab allocator test are still allocated")
                .hasMessageContaining("barrier()");
        slabs.allocate(LARGE).reclaim();
        block.reclaim();
        slabs.close();
        slabs.close();

        assertThat(slabs.memory().reservedBytes()).isZero();
        assertThatThrownBy(() -> slabs.allocate(1)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThat(slabs.allocatedBytes()).as("a refused allocation is not counted").isZero();
        assertThat(slabs).hasToString("slabs[test, 0 of 0 bytes allocated]");
    }

    @Test
    void theSlabsOfTheProcessCannotBeClosed() {
        assertThat(BlockAllocator.slabs()).isNotInstanceOf(AutoCloseable.class);
        assertThat(BlockAllocator.slabs().memory().allocator()).isEqualTo("slabs");
        BlockAllocator.slabs().allocate(1).reclaim();
    }

    @Test
    void aNameIsNeeded() {
        assertThatThrownBy(() -> SlabAllocator.create(null)).isInstanceOf(NullPointerException.class)
                .hasMessage("name");
        assertThatThrownBy(() -> SlabAllocator.create(" ")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be blank");
    }

    /** Each block is stamped by its owner from end to end; whoever got a slot that is in use would find other stamps.
    */
    @Test
    void threadsOfAllKindsAllocateAndAReclaimerFreesAndNobodySharesABlock() throws InterruptedException {
        int rounds = 30_000;
        try (Reclaimer reclaimer = Reclaimer.create()) {
            List<Background> threads = new ArrayList<>();
            for (ThreadKind kind : ThreadKind.values()) {
                threads.add(kind.start(() -> {
                    List<NativeBlock> mine = new ArrayList<>();
                    for (int i = 0; i < rounds; i++) {
                        mine.add(stamped(slabs.allocate(8L * ThreadLocalRandom.current().nextInt(1, 12)), i));
                        if (mine.size() > 20) {
                            NativeBlock old = mine.remove(ThreadLocalRandom.current().nextInt(20));
                            requireStamp(old);
                            reclaimer.retire(old);
                        }
                    }
                    for (NativeBlock left : mine) {
                        requireStamp(left);
                        left.reclaim();
                    }
                }));
            }
            for (Background thread : threads) {
                thread.join();
            }
            reclaimer.barrier();
        }
        assertThat(slabs.allocatedBytes()).isZero();
    }

    private static NativeBlock stamped(NativeBlock block, int round) {
        MemorySegment longs = block.segment();
        long stamp = Thread.currentThread().threadId() << 32 | round;
        for (long i = 0; i < longs.byteSize() / 8; i++) {
            assertThat(longs.getAtIndex(ValueLayout.JAVA_LONG, i)).isZero();
            longs.setAtIndex(ValueLayout.JAVA_LONG, i, stamp);
        }
        return block;
    }

    private static void requireStamp(NativeBlock block) {
        MemorySegment longs = block.segment();
        long stamp = longs.getAtIndex(ValueLayout.JAVA_LONG, 0);
        assertThat(stamp >>> 32).isEqualTo(Thread.currentThread().threadId());
        for (long i = 1; i < longs.byteSize() / 8; i++) {
            assertThat(longs.getAtIndex(ValueLayout.JAVA_LONG, i)).isEqualTo(stamp);
        }
    }

    @Test
    void manyThreadsThatNeedTheFirstSlabAtOnceGetDifferentBlocks() throws InterruptedException {
        Set<Long> addresses = new HashSet<>();
        List<NativeBlock> all = new ArrayList<>();
        List<Background> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Background.platform("allocator-" + i, () -> {
                List<NativeBlock> mine = new ArrayList<>();
                for (int n = 0; n < 3_000; n++) {
                    mine.add(slabs.allocate(3_000));
                }
                synchronized (all) {
                    all.addAll(mine);
                }
            }));
        }
        for (Background thread : threads) {
            thread.join();
        }
        all.forEach(block -> addresses.add(block.segment().address()));
        assertThat(addresses).hasSize(12_000);
        int blocksOfASlab = (64 << 10) / 3_072;
        int slabsNeeded = (12_000 + blocksOfASlab - 1) / blocksOfASlab;
        assertThat(slabs.memory().reservedBytes()).as("a slab is reserved when the one before is used up")
                .isEqualTo(slabsNeeded * (blocksOfASlab * 3_072L + 64));
        all.forEach(NativeBlock::reclaim);
    }
}
