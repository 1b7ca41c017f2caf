// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.UseAfterReclaim;
import dev.stillpoint.reclaim.support.Background;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all allocators promise. */
class BlockAllocatorTest {

    private static final QuarantineAllocator QUARANTINE = new QuarantineAllocator();

    /** One object of each kind for all tests, so the tests leave it open. */
    static Stream<BlockAllocator> allocators() {
        return Stream.of(BlockAllocator.malloc(), BlockAllocator.slabs(), QUARANTINE,
                BlockAllocator.malloc().withOwnScopes(), BlockAllocator.slabs().withOwnScopes(),
                QUARANTINE.withOwnScopes());
    }

    @Test
    void blocksShareAScopeUnlessEachIsToHaveItsOwn() {
        BlockAllocator own = BlockAllocator.slabs().withOwnScopes();
        assertThat(own.withOwnScopes()).isSameAs(own);
        NativeBlock shared = BlockAllocator.slabs().allocate(8);
        NativeBlock one = own.allocate(8);
        NativeBlock other = own.allocate(8);
        assertThat(one.segment().scope()).isNotEqualTo(other.segment().scope()).isNotEqualTo(shared.segment().scope());
        assertThat(one.segment().asSlice(4).scope()).isSameAs(one.segment().scope());
        assertThat(shared.demote()).isNull();
        shared.reclaim();
        one.reclaim();
        other.reclaim();
    }

    @Test
    void aFreedBlockCannotBeDemoted() {
        NativeBlock block = BlockAllocator.slabs().withOwnScopes().allocate(8);
        block.reclaim();
        assertThatThrownBy(block::demote).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("retire a block once");
    }

    @AfterAll
    static void close() {
        QUARANTINE.close();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void aBlockIsZeroFilledAlsoWhereOneWasFreedBefore(BlockAllocator allocator) {
        for (long bytes : new long[] {1, 7, 16, 255, 4096, 1_000_003}) {
            for (int again = 0; again < 3; again++) {
                NativeBlock block = allocator.allocate(bytes);
                assertThat(block.byteSize()).isEqualTo(bytes);
                assertThat(block.segment().byteSize()).isEqualTo(bytes);
                assertThat(block.segment().mismatch(MemorySegment.ofArray(new byte[(int) bytes]))).isEqualTo(-1);
                block.segment().fill((byte) 0x5A);
                block.reclaim();
            }
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void aBlockIsAlignedTo16Bytes(BlockAllocator allocator) {
        List<NativeBlock> blocks = new ArrayList<>();
        for (long bytes = 1; bytes < 200; bytes++) {
            NativeBlock block = allocator.allocate(bytes);
            assertThat(block.segment().address() % 16).isZero();
            blocks.add(block);
        }
        blocks.forEach(NativeBlock::reclaim);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void blocksDoNotOverlap(BlockAllocator allocator) {
        List<NativeBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            NativeBlock block = allocator.allocate(24);
            block.segment().fill((byte) i);
            blocks.add(block);
        }
        for (int i = 0; i < blocks.size(); i++) {
            for (byte value : blocks.get(i).segment().toArray(ValueLayout.JAVA_BYTE)) {
                assertThat(value).isEqualTo((byte) i);
            }
        }
        blocks.forEach(NativeBlock::reclaim);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void allocatedBytesGoesUpAndComesBack(BlockAllocator allocator) {
        long before = allocator.allocatedBytes();
        NativeBlock small = allocator.allocate(100);
        NativeBlock large = allocator.allocate(1_000_000);
        assertThat(allocator.allocatedBytes()).isEqualTo(before + 1_000_100);
        small.reclaim();
        assertThat(allocator.allocatedBytes()).isEqualTo(before + 1_000_000);
        assertThat(allocator.memory().allocatedBytes()).isEqualTo(before + 1_000_000);
        assertThat(allocator.memory().reservedBytes()).isGreaterThanOrEqualTo(before + 1_000_000);
        large.reclaim();
        assertThat(allocator.allocatedBytes()).isEqualTo(before);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void everyFreeIsCountedAndTheProcessKnowsTheAllocator(BlockAllocator allocator) {
        long before = allocator.memory().freedBytes();
        allocator.allocate(100).reclaim();
        allocator.allocate(28).reclaim();
        assertThat(allocator.memory().freedBytes()).isEqualTo(before + 128);
        assertThat(NativeMemory.ofProcess()).contains(allocator.memory());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void aBlockIsFreedOnceTheSecondTimeThrows(BlockAllocator allocator) {
        long before = allocator.allocatedBytes();
        NativeBlock block = allocator.allocate(32);
        block.reclaim();

        assertThatThrownBy(block::reclaim).isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("block\\[32 bytes at 0x[0-9a-f]+, freed] was freed before; retire a block once\\.");
        assertThat(allocator.allocatedBytes()).isEqualTo(before);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void ofTwoThreadsThatFreeTheSameBlockOneSucceeds(BlockAllocator allocator) throws Exception {
        List<NativeBlock> blocks = Stream.generate(() -> allocator.allocate(16)).limit(2_000).toList();
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger succeeded = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Background.Body freeAll = () -> {
            for (int i = 0; i < blocks.size(); i++) {
                arrived.incrementAndGet();
                while (arrived.get() < 2 * (i + 1)) {
                    Thread.onSpinWait();
                }
                try {
                    blocks.get(i).reclaim();
                    succeeded.incrementAndGet();
                } catch (IllegalStateException expected) {
                    refused.incrementAndGet();
                }
            }
        };
        Background one = Background.platform("freer-1", freeAll);
        Background.platform("freer-2", freeAll).join();
        one.join();

        assertThat(succeeded.get()).isEqualTo(blocks.size());
        assertThat(refused.get()).isEqualTo(blocks.size());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void anyThreadMayUseAndFreeABlock(BlockAllocator allocator) throws InterruptedException {
        NativeBlock block = allocator.allocate(8);
        Background.platform("writer", () -> block.segment().set(ValueLayout.JAVA_LONG, 0, 42)).join();
        assertThat(block.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
        Background.platform("freer", block::reclaim).join();
        assertThat(block.toString()).contains("freed");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void accessOutsideTheBlockIsRefused(BlockAllocator allocator) {
        NativeBlock block = allocator.allocate(8);
        assertThatThrownBy(() -> block.segment().get(ValueLayout.JAVA_BYTE, 8))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> block.segment().get(ValueLayout.JAVA_BYTE, -1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        block.reclaim();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void withoutTheCheckedModeNothingIsKnownOfFreedBlocks(BlockAllocator allocator) {
        NativeBlock block = allocator.allocate(8);
        MemorySegment stale = block.segment();
        block.reclaim();
        UseAfterReclaim.check(stale);
        assertThat(block.segment()).isSameAs(stale);
        assertThat(UseAfterReclaim.explain(new IllegalStateException("Already closed"))).isNull();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void sizesThatAreNotPositiveAreRefused(BlockAllocator allocator) {
        long before = allocator.allocatedBytes();
        for (long bytes : new long[] {0, -1, -4096, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> allocator.allocate(bytes)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A block has at least 1 byte, not " + bytes);
        }
        assertThat(allocator.allocatedBytes()).isEqualTo(before);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("allocators")
    void aSizeThatNoMachineHasIsAnOutOfMemoryErrorThatNamesIt(BlockAllocator allocator) {
        long before = allocator.allocatedBytes();
        long huge = 1L << 60;
        assertThatThrownBy(() -> allocator.allocate(huge)).isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining(String.valueOf(huge));
        assertThat(allocator.allocatedBytes()).isEqualTo(before);
    }
}
