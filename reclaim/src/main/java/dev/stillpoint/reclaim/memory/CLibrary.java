// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The functions of the C library that allocators need. */
@SuppressWarnings("restricted") // native access is the point; the flag is on the README's first screen
final class CLibrary {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALLOC = function("calloc",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    private static final MethodHandle MEMSET = function("memset",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG));

    private CLibrary() {
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return find(name, descriptor).orElseThrow(
                () -> new UnsatisfiedLinkError("The C library of this platform has no " + name));
    }

    static Optional<MethodHandle> find(String name, FunctionDescriptor descriptor) {
        return LINKER.defaultLookup().find(name).map(address -> LINKER.downcallHandle(address, descriptor));
    }

    /**
     * Zero-filled memory, aligned to 16 bytes. Large amounts come from the system untouched, so pages that are never
     * written cost nothing.
     *
     * @throws OutOfMemoryError if there is none
     */
    static MemorySegment calloc(long bytes) {
        return calloc(bytes, bytes);
    }

    /** As {@link #calloc(long)}; the error names the size of the block for which the memory was needed. */
    static MemorySegment calloc(long bytes, long blockBytes) {
        MemorySegment address;
        try {
            address = (MemorySegment) CALLOC.invokeExact(1L, bytes);
        } catch (Throwable e) {
            throw new AssertionError("calloc throws nothing", e);
        }
        if (address.address() == 0) {
            throw new OutOfMemoryError("No native memory for a block of %d bytes".formatted(blockBytes));
        }
        return address.reinterpret(bytes);
    }

    /** Overwrites memory with zero; from a few hundred bytes on twice as fast as the JDK's fill. */
    static void zero(MemorySegment segment) {
        try {
            MemorySegment ignored = (MemorySegment) MEMSET.invokeExact(segment, 0, segment.byteSize());
        } catch (Throwable e) {
            throw new AssertionError("memset throws nothing", e);
        }
    }

    /** Gives back what {@link #calloc} gave. */
    static void free(MemorySegment segment) {
        try {
            FREE.invokeExact(segment);
        } catch (Throwable e) {
            throw new AssertionError("free throws nothing", e);
        }
    }
}
