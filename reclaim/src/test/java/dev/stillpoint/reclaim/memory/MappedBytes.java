// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** What the C library says of the large blocks that it has given out, in the whole process; for tests. */
@SuppressWarnings("restricted") // it asks the C library itself
final class MappedBytes {

    /** From this size on glibc gives a block its own pages, whatever was freed before. */
    static final long LARGE = 64 << 20;

    /** {@code struct mallinfo2} has ten numbers; the fifth is the size of the blocks that have their own pages. */
    private static final int NUMBERS = 10;
    private static final int BYTES_WITH_OWN_PAGES = 4;

    private static final @Nullable MethodHandle MALLINFO2 = Linker.nativeLinker().defaultLookup().find("mallinfo2")
            .map(address -> Linker.nativeLinker().downcallHandle(address,
                    FunctionDescriptor.of(MemoryLayout.structLayout(
                            MemoryLayout.sequenceLayout(NUMBERS, ValueLayout.JAVA_LONG)))))
            .orElse(null);

    private MappedBytes() {
    }

    /** How many blocks of {@link #LARGE} bytes are not freed; 0 where the C library does not tell. */
    static long largeBlocks() {
        if (MALLINFO2 == null) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) MALLINFO2.invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, BYTES_WITH_OWN_PAGES) / LARGE;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
