// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.stillpoint.reclaim.memory.raw.CLibrary;
import java.lang.foreign.FunctionDescriptor;
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
        return CLibrary.find("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)).orElse(null);
    }

    private static long pageBytes() {
        MethodHandle getpagesize = CLibrary.find("getpagesize", FunctionDescriptor.of(JAVA_INT)).orElse(null);
        if (getpagesize == null) {
            return 0;
        }
        try {
            return (int) getpagesize.invokeExact();
        } catch (Throwable e) {
            throw CLibrary.unchecked(e);
        }
    }

    /**
     * Gives the whole pages of the memory back and overwrites the rest, the two ends, with zero.
     *
     * @return false if this system cannot do that; then nothing was changed
     */
    static boolean release(long address, long bytes) {
        if (PAGE_BYTES == 0) {
            return false;
        }
        long end = address + bytes;
        long firstPage = (address + PAGE_BYTES - 1) & -PAGE_BYTES;
        long lastPageEnd = end & -PAGE_BYTES;
        if (lastPageEnd <= firstPage || !advise(firstPage, lastPageEnd - firstPage)) {
            return false;
        }
        CLibrary.zero(address, firstPage - address);
        CLibrary.zero(lastPageEnd, end - lastPageEnd);
        return true;
    }

    private static boolean advise(long address, long bytes) {
        MethodHandle madvise = MADVISE;
        if (madvise == null) {
            return false;
        }
        try {
            return (int) madvise.invokeExact(address, bytes, MADV_DONTNEED) == 0;
        } catch (Throwable e) {
            throw CLibrary.unchecked(e);
        }
    }
}
