// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Runs something where a virtual thread cannot unmount: above a frame of the C library, in the comparison that
 * {@code qsort} calls.
 */
@SuppressWarnings("restricted") // it is given the two functions that it asks for
final class Pinned {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SORT = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("qsort"),
            FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));
    private static final MemorySegment COMPARISON = comparison();
    private static final MemorySegment TWO_BYTES = Arena.global().allocate(2);
    private static final ThreadLocal<@Nullable Runnable> BODY = new ThreadLocal<>();

    private Pinned() {
    }

    private static MemorySegment comparison() {
        try {
            MethodHandle compare = MethodHandles.lookup().findStatic(Pinned.class, "compare",
                    MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
            return LINKER.upcallStub(compare, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("it is in this class", e);
        }
    }

    /** Runs {@code body}, which must not throw: the JVM would end. */
    static void run(Runnable body) {
        BODY.set(body);
        try {
            SORT.invokeExact(TWO_BYTES, 2L, 1L, COMPARISON);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            BODY.remove();
        }
    }

    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // qsort calls it
    private static int compare(MemorySegment left, MemorySegment right) {
        Runnable body = BODY.get();
        if (body != null) {
            body.run();
        }
        return 0;
    }
}
