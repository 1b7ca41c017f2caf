// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** The detector of the other tests must itself detect. */
class QuarantineAllocatorTest {

    @Test
    void aFreedBlockIsAllPoisonAndStaysReadable() {
        try (QuarantineAllocator allocator = new QuarantineAllocator()) {
            NativeBlock block = allocator.allocate(100);
            MemorySegment segment = block.segment();
            assertThat(QuarantineAllocator.isPoisoned(segment)).isFalse();
            block.reclaim();

            assertThat(QuarantineAllocator.isPoisoned(segment)).isTrue();
            for (byte value : segment.toArray(ValueLayout.JAVA_BYTE)) {
                assertThat(value).isEqualTo(QuarantineAllocator.POISON);
            }
        }
    }

    @Test
    void freedMemoryIsNeverHandedOutAgain() {
        try (QuarantineAllocator allocator = new QuarantineAllocator()) {
            NativeBlock freed = allocator.allocate(64);
            freed.reclaim();
            for (int i = 0; i < 1_000; i++) {
                assertThat(allocator.allocate(64).segment().address()).isNotEqualTo(freed.segment().address());
            }
            assertThat(QuarantineAllocator.isPoisoned(freed.segment())).isTrue();
        }
    }

    @Test
    void afterCloseNothingIsReadableAndNothingIsAllocated() {
        QuarantineAllocator allocator = new QuarantineAllocator();
        NativeBlock freed = allocator.allocate(8);
        NativeBlock kept = allocator.allocate(8);
        freed.reclaim();
        allocator.close();

        assertThatThrownBy(() -> QuarantineAllocator.isPoisoned(freed.segment()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> QuarantineAllocator.isPoisoned(kept.segment()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> allocator.allocate(8)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatNoMachineHasIsRefusedWithItsSize() {
        try (QuarantineAllocator allocator = new QuarantineAllocator()) {
            for (long bytes : new long[] {Long.MAX_VALUE, 1L << 60}) {
                assertThatThrownBy(() -> allocator.allocate(bytes)).isInstanceOf(OutOfMemoryError.class)
                        .hasMessageContaining(" %d bytes", bytes);
            }
            assertThat(allocator.memory().reservedBytes()).isZero();
        }
    }

    @Test
    void aMissingSegmentIsRefused() {
        assertThatThrownBy(() -> QuarantineAllocator.isPoisoned(null)).isInstanceOf(NullPointerException.class)
                .hasMessage("segment");
    }
}
