// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buffers that see the memory of segments. */
class BufferViewsTest {

    private final NativeBlock block = BlockAllocator.malloc().allocate(32);
    private final MemorySegment segment = block.segment();

    @AfterEach
    void free() {
        block.reclaim();
    }

    @Test
    void aViewReadsWhatTheSegmentReads() {
        segment.set(ValueLayout.JAVA_INT, 8, 0x01020304);
        ByteBuffer view = BufferViews.readOnly(segment);
        assertThat(view.capacity()).isEqualTo(32);
        assertThat(view.getInt(8)).isEqualTo(0x01020304);
        segment.set(ValueLayout.JAVA_INT, 8, 5);
        assertThat(view.getInt(8)).as("it is a view, not a copy").isEqualTo(5);
        assertThat(BufferViews.readOnly(segment, 8, 4).getInt(0)).isEqualTo(5);
    }

    @Test
    void nobodyWritesThroughAView() {
        assertThatThrownBy(() -> BufferViews.readOnly(segment).put(0, (byte) 1))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> BufferViews.readOnly(segment, 0, 1).put(0, (byte) 1))
                .isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void partsOutsideTheSegmentAreRefused() {
        assertThat(BufferViews.readOnly(segment, 32, 0).capacity()).isZero();
        for (long[] part : new long[][] {{-1, 1}, {0, 33}, {32, 1}, {0, -1}, {Long.MAX_VALUE, 1}}) {
            assertThatThrownBy(() -> BufferViews.readOnly(segment, part[0], (int) part[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> BufferViews.readOnly(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> BufferViews.readOnly(null, 0, 0)).isInstanceOf(NullPointerException.class);
    }

    /** Never touched, so it costs no memory. */
    @Test
    void whatABufferCannotHoldIsRefused() {
        NativeBlock large = BlockAllocator.malloc().allocate(Integer.MAX_VALUE + 10L);
        assertThatThrownBy(() -> BufferViews.readOnly(large.segment())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("view it in parts");
        assertThat(BufferViews.readOnly(large.segment(), Integer.MAX_VALUE, 10).capacity()).isEqualTo(10);
        large.reclaim();
    }
}
