// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Finds the platform thread under the calling thread, by {@code Thread.currentCarrierThread()}, which the JIT compiles
 * to two loads. This is the first instruction of every read section, so it is a constant method handle and nothing
 * else.
 */
public final class CurrentCarrierThread {

    private static final MethodType TYPE = MethodType.methodType(Thread.class);

    /** Null if the JDK's internals are closed to us, or the method is not where it was. */
    private static final @Nullable MethodHandle FOUND = find();

    /** Whether it was found. If not, {@link #get()} always answers null, and there must be no scheduler. */
    static final boolean AVAILABLE = FOUND != null;

    private static final MethodHandle CURRENT = FOUND == null ? MethodHandles.empty(TYPE) : FOUND;

    private CurrentCarrierThread() {
    }

    /**
     * The carrier thread of the calling thread; for a platform thread, that thread itself.
     *
     * <p>The answer is stale as soon as the calling virtual thread may have unmounted, so it must not be kept across
     * any call that can park, block or yield.
     *
     * @return the platform thread, or null when the JDK's internals are closed to us, or others than those we know
     */
    public static @Nullable Thread get() {
        if (!AVAILABLE) {
            return null;
        }
        try {
            return (Thread) CURRENT.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("Thread.currentCarrierThread declares no checked exception", e);
        }
    }

    // Without it readers go on as visitors.
    private static @Nullable MethodHandle find() {
        if (Internals.OBSTACLE != null) {
            return null;
        }
        try {
            return Internals.lookup().findStatic(Thread.class, "currentCarrierThread", TYPE);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
