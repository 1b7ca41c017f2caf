// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import dev.stillpoint.reclaim.GuardScoped;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Byte buffers over protected memory, for code that does not know memory segments: codecs, channels, checksums.
 *
 * <p>A view is guard-scoped, as its segment is: use it inside the read section, and do not keep it. It does not keep
 * the memory from being freed. After the memory is freed, the view reads whatever is there, or crashes the JVM unless
 * the allocator keeps memory mapped. Each {@code slice()} or {@code duplicate()} of it is such a view too, and begins
 * with big-endian order, as always.
 *
 * <p>A channel that writes from a view may block, and the section then lasts as long. Copy small data out, and use a
 * {@code Snapshot} for large data.
 */
public final class BufferViews {

    private BufferViews() {
    }

    /**
     * A read-only view of a whole segment, in the byte order of the machine, as the layouts of memory segments are.
     *
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is larger than a buffer can be, 2 GB
     */
    @GuardScoped
    public static ByteBuffer readOnly(MemorySegment segment) {
        Objects.requireNonNull(segment, "segment");
        if (segment.byteSize() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "A buffer has at most %d bytes, and the segment has %d: view it in parts."
                            .formatted(Integer.MAX_VALUE, segment.byteSize()));
        }
        return segment.asReadOnly().asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * A read-only view of a part of a segment, in the byte order of the machine.
     *
     * @throws NullPointerException if it is null
     * @throws IndexOutOfBoundsException if the part is not inside the segment
     */
    @GuardScoped
    public static ByteBuffer readOnly(MemorySegment segment, long offset, int length) {
        Objects.requireNonNull(segment, "segment");
        Objects.checkFromIndexSize(offset, (long) length, segment.byteSize());
        return readOnly(segment.asSlice(offset, length));
    }
}
