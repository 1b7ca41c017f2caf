// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.support.SharedSetup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The internals of JDK 25 (checked on 25.0.3).
 *
 * <ul>
 * <li>{@code ThreadBuilders.newVirtualThread} is where {@code Thread.ofVirtual()} ends. It takes the executor, which no
 * public method does.
 * <li>{@code VirtualThread.runContinuation} is the method reference {@code this::runContinuation}, so it is an object
 * of a hidden class whose one field is the thread. All virtual threads share that class.
 * <li>{@code VirtualThread.scheduler} is final. Writing it through reflection is allowed for an instance field of an
 * ordinary class, and the JIT does not treat final fields of that class as constants.
 * <li>{@code Thread.name} is a volatile field, which {@code setName} writes under the thread's monitor.
 * <li>{@code ThreadContainers.root()} and its children contain every live virtual thread; the JDK keeps them for thread
 * dumps.
 * <li>{@code VirtualThread.afterYield} does the rest of a park on the carrier. It begins with what may fail for want of
 * memory, and only then leaves the state (PARKING, TIMED_WAITING …) in which it does something. So it can be repeated.
 * <li>{@code VirtualThread$DelayedTaskSchedulers.INSTANCE} is an array of executors; its elements can be replaced.
 * </ul>
 */
final class Jdk25Access implements VirtualThreadAccess {

    static final Jdk25Access INSTANCE = new Jdk25Access();

    // Every start or mount of a thread goes through these, so they are constants: the JIT inlines a handle that is a
    // constant of a class, but compiles only a call into a handle that is a field of an instance.
    private static final MethodHandle NEW_VIRTUAL_THREAD = INSTANCE.newVirtualThread;
    private static final MethodHandle THREAD_OF_CONTINUATION = INSTANCE.threadOfContinuation;
    private static final MethodHandle SET_SCHEDULER = INSTANCE.setScheduler;
    private static final MethodHandle SET_NAME = INSTANCE.setName;
    private static final MethodHandle AFTER_YIELD = INSTANCE.afterYield;
    private static final Class<?> CONTINUATION = INSTANCE.continuationClass;

    /** The class whose initialiser makes the pollers. */
    private static final String POLLER = "sun.nio.ch.Poller";

    private final MethodHandle newVirtualThread;
    private final Field schedulerField;
    private final MethodHandle setScheduler;
    private final MethodHandle setName;
    private final MethodHandle afterYield;
    private final Class<?> continuationClass;
    private final MethodHandle threadOfContinuation;
    private final Class<?> virtualThread;
    private final MethodHandle rootContainer;
    private final MethodHandle childContainers;
    private final MethodHandle threadsOfContainer;
    private final TimedWaits timedWaits;

    private Jdk25Access() {
        try {
            MethodHandles.Lookup lookup = Internals.lookup();
            virtualThread = lookup.findClass("java.lang.VirtualThread");
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(virtualThread, MethodHandles.lookup());
            newVirtualThread = lookup.findStatic(lookup.findClass("java.lang.ThreadBuilders"), "newVirtualThread",
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
            schedulerField = opened(virtualThread, "scheduler");
            setScheduler = MethodHandles.lookup().unreflectSetter(schedulerField)
                    .asType(MethodType.methodType(void.class, Thread.class, Executor.class));
            setName = lookup.findSetter(Thread.class, "name", String.class);
            afterYield = inside.findVirtual(virtualThread, "afterYield", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Thread.class));
            Thread any = (Thread) newVirtualThread.invokeExact((Executor) null, (String) null, 0,
                    (Runnable) new NeverRun());
            Runnable continuation =
                    (Runnable) inside.findVarHandle(virtualThread, "runContinuation", Runnable.class).get(any);
            continuationClass = continuation.getClass();
            threadOfContinuation = capturedThread(continuationClass, virtualThread);
            Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer", true, null);
            Class<?> containers = Class.forName("jdk.internal.vm.ThreadContainers", true, null);
            rootContainer = MethodHandles.lookup().findStatic(containers, "root", MethodType.methodType(container))
                    .asType(MethodType.methodType(Object.class));
            childContainers = streamGetter(container, "children");
            threadsOfContainer = streamGetter(container, "threads");
            // The JDK's executors use locked queues, where carriers would wait for each other. The JDK keeps them in an
            // array that it reads at each timed wait of a thread with a scheduler of its own, on the carrier.
            Class<?> delayed = Class.forName("java.lang.VirtualThread$DelayedTaskSchedulers", true, null);
            timedWaits = new TimedWaits(
                    (ScheduledExecutorService[]) MethodHandles.privateLookupIn(delayed, MethodHandles.lookup())
                            .findStaticVarHandle(delayed, "INSTANCE", ScheduledExecutorService[].class).get());
            Class.forName(POLLER, false, null);
        } catch (Throwable e) {
            throw new IllegalStateException("an internal class, method or field is not where it was", e);
        }
    }

    /** The body of a thread that is never started. */
    private static final class NeverRun implements Runnable {

        @Override
        public void run() {
            throw new IllegalStateException("this thread is not to be started");
        }
    }

    private static MethodHandle capturedThread(Class<?> continuationClass, Class<?> virtualThread)
            throws IllegalAccessException, NoSuchFieldException {
        for (Field field : continuationClass.getDeclaredFields()) {
            if (field.getType() == virtualThread) {
                field.setAccessible(true);
                return MethodHandles.lookup().unreflectGetter(field)
                        .asType(MethodType.methodType(Thread.class, Object.class));
            }
        }
        throw new NoSuchFieldException("thread captured by " + continuationClass);
    }

    private static Field opened(Class<?> owner, String name) throws NoSuchFieldException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    @Override
    public Thread newThread(Executor scheduler, @Nullable String name, Runnable body) {
        try {
            return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, name, 0, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("newVirtualThread declares no checked exception", e);
        }
    }

    @Override
    public @Nullable Thread threadOf(Runnable continuation) {
        if (continuation.getClass() != CONTINUATION) {
            return null;
        }
        try {
            return (Thread) THREAD_OF_CONTINUATION.invokeExact((Object) continuation);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a field getter throws no checked exception", e);
        }
    }

    @Override
    public void setScheduler(Runnable continuation, Executor scheduler) {
        try {
            SET_SCHEDULER.invokeExact((Thread) THREAD_OF_CONTINUATION.invokeExact((Object) continuation), scheduler);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a field setter throws no checked exception", e);
        }
    }

    @Override
    public void setName(Thread thread, String name) {
        try {
            SET_NAME.invokeExact(thread, name);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a field setter throws no checked exception", e);
        }
    }

    @Override
    public void finishUnmount(Thread thread) {
        CarrierTimers.finishing(Thread.currentThread());
        try {
            AFTER_YIELD.invokeExact(thread);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("afterYield declares no checked exception", e);
        } finally {
            CarrierTimers.finishing(null);
        }
    }

    private static MethodHandle streamGetter(Class<?> owner, String name) throws ReflectiveOperationException {
        return MethodHandles.lookup().findVirtual(owner, name, MethodType.methodType(Stream.class))
                .asType(MethodType.methodType(Stream.class, Object.class));
    }

    @Override
    public List<Thread> threadsOn(Predicate<Executor> scheduler) {
        try {
            List<Thread> found = new ArrayList<>();
            addThreads((Object) rootContainer.invokeExact(), scheduler, found);
            return found;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("thread containers declare no checked exception", e);
        }
    }

    private void addThreads(Object container, Predicate<Executor> scheduler, List<Thread> found) throws Throwable {
        for (Object thread : ((Stream<?>) threadsOfContainer.invokeExact(container)).toList()) {
            if (virtualThread.isInstance(thread) && scheduler.test((Executor) schedulerField.get(thread))) {
                found.add((Thread) thread);
            }
        }
        for (Object child : ((Stream<?>) childContainers.invokeExact(container)).toList()) {
            addThreads(child, scheduler, found);
        }
    }

    @Override
    public void startPollers() {
        try {
            Class.forName(POLLER, true, null);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("the constructor found it", e);
        }
    }

    @Override
    public SharedSetup.Lease serveTimedWaits() {
        return timedWaits.lease();
    }

    @Override
    public Executor defaultScheduler() {
        return DefaultScheduler.EXECUTOR;
    }
}
