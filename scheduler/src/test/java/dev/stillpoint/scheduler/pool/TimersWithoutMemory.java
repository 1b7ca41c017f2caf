// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the place of the executors from which the JDK gets the timers of timed waits. While memory lacks, it has none
 * for waits of a millisecond.
 */
final class TimersWithoutMemory implements InvocationHandler, AutoCloseable {
    private static final long MILLISECOND = 1_000_000;

    private final ScheduledExecutorService[] executors;
    private final ScheduledExecutorService[] before;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean lacking;

    TimersWithoutMemory() throws ReflectiveOperationException {
        Field instance = Class.forName("java.lang.VirtualThread$DelayedTaskSchedulers").getDeclaredField("INSTANCE");
        instance.setAccessible(true);
        executors = (ScheduledExecutorService[]) instance.get(null);
        before = executors.clone();
        ScheduledExecutorService proxy = (ScheduledExecutorService) Proxy.newProxyInstance(
                TimersWithoutMemory.class.getClassLoader(), new Class<?>[] {ScheduledExecutorService.class}, this);
        Arrays.fill(executors, proxy);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (lacking && method.getName().equals("schedule") && arguments[1].equals(MILLISECOND)) {
            failures.getAndIncrement();
            throw new OutOfMemoryError("on purpose");
        }
        try {
            return method.invoke(before[0], arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    void lackMemory() {
        lacking = true;
    }

    void haveMemory() {
        lacking = false;
    }

    /** How often there was no memory. */
    int failures() {
        return failures.get();
    }

    @Override
    public void close() {
        System.arraycopy(before, 0, executors, 0, before.length);
    }
}
