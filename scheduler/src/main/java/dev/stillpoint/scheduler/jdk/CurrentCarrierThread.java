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

    /** Whether the JDK's internals are open to us. If not, {@link #get()} always answers null. */
    private static final boolean AVAILABLE = Internals.OBSTACLE == null;

    private static final MethodHandle CURRENT = handle();

    private CurrentCarrierThread() {
    }

    /**
     * The carrier thread of the calling thread; for a platform thread, that thread itself.
     *
     * <p>The answer is stale as soon as the calling virtual thread may have unmounted, so it must not be kept across
     * any call that can park, block or yield.
     *
     * @return the platform thread, or null when the JDK's internals are closed to us
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

    private static MethodHandle handle() {
        MethodType type = MethodType.methodType(Thread.class);
        if (!AVAILABLE) {
            return MethodHandles.empty(type);
        }
        try {
            return Internals.lookup().findStatic(Thread.class, "currentCarrierThread", type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
