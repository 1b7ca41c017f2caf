// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory.raw;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * The functions of the C library that allocators need. Addresses are plain numbers, so that a call makes no object:
 * what the library gave can be given back on a full heap.
 */
@SuppressWarnings("restricted") // native access is the point; the flag is on the README's first screen
public final class CLibrary {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALLOC = function("calloc",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle MALLOC = function("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle MEMSET = function("memset",
            FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT, JAVA_LONG));

    /** The JDK links a call the first time, and compiles its handle after 127 times. Both need memory and stack. */
    private static final int CALLS_UNTIL_COMPILED = 200;

    static {
        try {
            for (int i = 0; i < CALLS_UNTIL_COMPILED; i++) {
                free(0);
            }
        } catch (IllegalCallerException e) {
            // Whoever calls next is told: an initialiser that fails says why once, and in a stack trace.
        }
    }

    private CLibrary() {
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        try {
            return find(name, descriptor).orElseThrow(
                    () -> new UnsatisfiedLinkError("The C library of this platform has no " + name));
        } catch (IllegalCallerException e) {
            return refusing(descriptor.toMethodType());
        }
    }

    /** A function for a JVM that refuses native access: it throws. */
    private static MethodHandle refusing(MethodType type) {
        Module self = CLibrary.class.getModule();
        String message = "This JVM refuses calls of malloc. Start java with: --enable-native-access="
                + (self.isNamed() ? self.getName() : "ALL-UNNAMED");
        try {
            MethodHandle refusal = MethodHandles.lookup().findConstructor(IllegalCallerException.class,
                    MethodType.methodType(void.class, String.class)).bindTo(message);
            MethodHandle thrown = MethodHandles.foldArguments(
                    MethodHandles.throwException(type.returnType(), IllegalCallerException.class), refusal);
            return MethodHandles.dropArguments(thrown, 0, type.parameterList());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("it is public", e);
        }
    }

    public static Optional<MethodHandle> find(String name, FunctionDescriptor descriptor) {
        return LINKER.defaultLookup().find(name).map(address -> LINKER.downcallHandle(address, descriptor));
    }

    /**
     * The address of zero-filled memory, aligned to 16 bytes. Large amounts come from the system untouched, so pages
     * that are never written cost nothing.
     *
     * @param blockBytes the size of the block for which the memory is needed, for the error
     * @throws OutOfMemoryError if there is none
     */
    public static long calloc(long bytes, long blockBytes) {
        long address;
        try {
            address = (long) CALLOC.invokeExact(1L, bytes);
        } catch (Throwable e) {
            throw unchecked(e);
        }
        if (address == 0) {
            throw new OutOfMemoryError("No native memory for a block of %d bytes".formatted(blockBytes));
        }
        return address;
    }

    /**
     * As {@link #calloc}, but filled with anything.
     *
     * @throws OutOfMemoryError if there is none
     */
    public static long malloc(long bytes) {
        long address;
        try {
            address = (long) MALLOC.invokeExact(bytes);
        } catch (Throwable e) {
            throw unchecked(e);
        }
        if (address == 0) {
            throw new OutOfMemoryError("No native memory for a block of %d bytes".formatted(bytes));
        }
        return address;
    }

    /** The memory at an address, which nobody frees by itself. */
    public static MemorySegment segment(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    /** Overwrites memory with zero; from a few hundred bytes on twice as fast as the JDK's fill. */
    public static void zero(long address, long bytes) {
        try {
            MEMSET.invokeExact(address, 0, bytes);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * Gives back what {@link #calloc} gave; nothing, if the address is 0. It makes no object. If it throws, because the
     * stack ends here, the memory was not given back.
     */
    public static void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** C functions throw nothing, but the stack or the heap may end on the way to them, or the JVM refuse the call. */
    public static RuntimeException unchecked(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        if (e instanceof IllegalCallerException refused) {
            throw refused;
        }
        throw new AssertionError("a C function throws nothing", e);
    }
}
