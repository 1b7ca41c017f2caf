// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Plays the JDK of the Loom branch on JDK 25. Threads, continuations and timers are JDK 25's own: each thread has a
 * {@link Continued} for its executor, which tells the scheduler of it as the branch does. While this is open the timed
 * waits of threads go to {@link VirtualThreadScheduler#schedule}, as they do there.
 *
 * <p>Children of such threads come to the scheduler, too. Threads that a platform thread makes do not, unless it makes
 * them by {@link #startVirtualThread}.
 */
final class LoomJdk implements AutoCloseable {

    private static final VirtualThreadAccess JDK = JdkAccess.get();
    private static final ScheduledExecutorService[] DELAYED = delayed();
    private static final ScheduledExecutorService ORIGINAL = DELAYED[0];

    /** The scheduler that the JDK has by itself. */
    static final VirtualThreadScheduler BUILT_IN = new VirtualThreadScheduler() {

        @Override
        public void onStart(VirtualThreadTask task) {
            JDK.defaultScheduler().execute(task);
        }

        @Override
        public void onContinue(VirtualThreadTask task) {
            JDK.defaultScheduler().execute(task);
        }
    };

    private final VirtualThreadScheduler scheduler;
    private final ScheduledExecutorService[] before = DELAYED.clone();

    /** @param scheduler the one of this JVM */
    LoomJdk(VirtualThreadScheduler scheduler) {
        this.scheduler = scheduler;
        for (int i = 0; i < DELAYED.length; i++) {
            DELAYED[i] = toScheduler(DELAYED[i]);
        }
    }

    private static ScheduledExecutorService[] delayed() {
        try {
            Class<?> owner = Class.forName("java.lang.VirtualThread$DelayedTaskSchedulers", true, null);
            return (ScheduledExecutorService[]) MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .findStaticVarHandle(owner, "INSTANCE", ScheduledExecutorService[].class).get();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("other timers of the JDK", e);
        }
    }

    /** The JDK asks it for timers only, by the method that takes a runnable. */
    private ScheduledExecutorService toScheduler(ScheduledExecutorService others) {
        return played(ScheduledExecutorService.class, others, (method, arguments) -> {
            boolean timer = method.getName().equals("schedule") && arguments[0] instanceof Runnable;
            return timer
                    ? played(ScheduledFuture.class, scheduler.schedule((Runnable) arguments[0], (Long) arguments[1],
                            (TimeUnit) arguments[2]), (_, _) -> null)
                    : null;
        });
    }

    /** What a call answers; null if somebody else answers it. */
    private interface Answer {

        Object to(Method method, Object[] arguments);
    }

    private static <T> T played(Class<T> type, Object others, Answer answer) {
        return type.cast(Proxy.newProxyInstance(LoomJdk.class.getClassLoader(), new Class<?>[] {type},
                (_, method, arguments) -> {
                    Object own = answer.to(method, arguments);
                    try {
                        return own == null ? method.invoke(others, arguments) : own;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    static VirtualThreadTask newThread(VirtualThreadScheduler scheduler, Thread.Builder.OfVirtual builder,
            Thread preferredCarrier, Runnable body) {
        Continued task = new Continued(scheduler, preferredCarrier);
        // Only its threads say what the builder's name is.
        String name = builder.unstarted(body).getName();
        task.thread = JDK.newThread(task, name, body);
        return task;
    }

    /** As {@code Thread.startVirtualThread}. */
    Thread startVirtualThread(Runnable body) {
        Thread thread = newThread(scheduler, Thread.ofVirtual(), null, body).thread();
        thread.start();
        return thread;
    }

    static Future<?> schedule(Runnable action, long delay, TimeUnit unit) {
        return ORIGINAL.schedule(action, delay, unit);
    }

    /** One thread: for JDK 25 its executor, for the scheduler its task. */
    private static final class Continued implements VirtualThreadTask, Executor {

        private final VirtualThreadScheduler scheduler;
        private final Thread preferredCarrier;
        // set before the thread starts
        private Thread thread;
        // set by the start
        private Runnable continuation;
        // any thread
        private volatile Object attachment;

        Continued(VirtualThreadScheduler scheduler, Thread preferredCarrier) {
            this.scheduler = scheduler;
            this.preferredCarrier = preferredCarrier;
        }

        @Override
        public void execute(Runnable submitted) {
            if (submitted == continuation) {
                scheduler.onContinue(this);
            } else if (continuation == null) {
                continuation = submitted;
                scheduler.onStart(this);
            } else {
                // Made inside this thread. On the branch that says nothing: each thread is the one scheduler's.
                Continued child = new Continued(scheduler, null);
                child.thread = JDK.threadOf(submitted);
                JDK.setScheduler(submitted, child);
                child.execute(submitted);
            }
        }

        @Override
        public void run() {
            if (thread.getState() != Thread.State.RUNNABLE) {
                throw new IllegalStateException(thread + " is not runnable, but " + thread.getState());
            }
            continuation.run();
        }

        @Override
        public Thread thread() {
            return thread;
        }

        @Override
        public Thread preferredCarrier() {
            return preferredCarrier;
        }

        @Override
        public Object attach(Object newAttachment) {
            Object former = attachment;
            attachment = newAttachment;
            return former;
        }

        @Override
        public Object attachment() {
            return attachment;
        }
    }

    @Override
    public void close() {
        System.arraycopy(before, 0, DELAYED, 0, before.length);
    }
}
