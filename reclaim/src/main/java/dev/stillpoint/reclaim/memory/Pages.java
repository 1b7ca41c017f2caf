// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Gives the pages behind memory back to the system while the memory stays mapped. Afterwards it reads as zero, and gets
 * new pages when it is written. Linux only; elsewhere the call either differs or unmaps.
 */
final class Pages {

    private static final int MADV_DONTNEED = 4;

    private static final @Nullable MethodHandle MADVISE = madvise();
    private static final long PAGE_BYTES = MADVISE == null ? 0 : pageBytes();

    private Pages() {
    }

    private static @Nullable MethodHandle madvise() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        return CLibrary.find("madvise", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT)).orElse(null);
    }

    private static long pageBytes() {
        MethodHandle getpagesize = CLibrary.find("getpagesize", FunctionDescriptor.of(ValueLayout.JAVA_INT))
                .orElse(null);
        if (getpagesize == null) {
            return 0;
        }
        try {
            return (int) getpagesize.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError("getpagesize throws nothing", e);
        }
    }

    /**
     * Gives the whole pages of {@code memory} back and overwrites the rest, the two ends, with zero.
     *
     * @return false if this system cannot do that; then nothing was changed
     */
    static boolean release(MemorySegment memory) {
        if (PAGE_BYTES == 0) {
            return false;
        }
        long start = roundUp(memory.address()) - memory.address();
        long end = roundUp(memory.address() + memory.byteSize() + 1 - PAGE_BYTES) - memory.address();
        if (end <= start || !advise(memory.asSlice(start, end - start))) {
            return false;
        }
        memory.asSlice(0, start).fill((byte) 0);
        memory.asSlice(end).fill((byte) 0);
        return true;
    }

    private static long roundUp(long address) {
        return (address + PAGE_BYTES - 1) & -PAGE_BYTES;
    }

    private static boolean advise(MemorySegment pages) {
        MethodHandle madvise = MADVISE;
        if (madvise == null) {
            return false;
        }
        try {
            return (int) madvise.invokeExact(pages, pages.byteSize(), MADV_DONTNEED) == 0;
        } catch (Throwable e) {
            throw new AssertionError("madvise throws nothing", e);
        }
    }
}
