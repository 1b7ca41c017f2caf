package dev.stillpoint.scheduler.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The platform thread under the running thread: {@code Thread.currentCarrierThread()}, which the JIT compiles to two
 * loads. It is the first instruction of every read section, hence a constant method handle and nothing else.
 */
public final class CurrentCarrierThread {

    /** Whether the JDK's internals are open to us; when not, {@link #get()} answers null for ever. */
    private static final boolean AVAILABLE = Internals.OBSTACLE == null;

    private static final MethodHandle CURRENT = handle();

    private CurrentCarrierThread() {
    }

    /**
     * The carrier thread of the calling thread, itself for a platform thread.
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
        } catch (Throwable e) {
            throw new AssertionError("Thread.currentCarrierThread throws nothing", e);
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
