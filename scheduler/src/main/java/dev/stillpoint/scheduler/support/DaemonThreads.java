// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The platform threads that the libraries run for themselves. */
public final class DaemonThreads {

    private DaemonThreads() {
    }

    /** A daemon thread that is not started. It inherits no thread-local values from whoever happens to make it. */
    public static Thread unstarted(String name, Runnable body) {
        return Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(name).unstarted(body);
    }

    /**
     * The same for a thread that serves the whole process: nor does it keep the class loader of whoever happens to make
     * it. Its context class loader is the library's own.
     */
    public static Thread ofTheProcess(String name, Runnable body) {
        Thread thread = unstarted(name, body);
        thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
        return thread;
    }

    /**
     * The body of a thread that others count on for as long as the process lives. It is called again if it throws, and
     * must go on then where it was. So what it must remember belongs into fields.
     *
     * <p>A body that catches everything may throw all the same. If the JVM has no memory for the objects that compiled
     * code had kept in registers, it leaves the compiled frames, inlined ones included, without asking their handlers.
     * This loop goes round only after an error, so it is never compiled into one piece with the body.
     *
     * <p>It is in this class, which says that its threads are daemons: {@code Launch} asks the class of what a thread
     * runs.
     */
    public static final class Restarted implements Runnable {

        /** Should it throw again and again, its thread must not take a processor for that. */
        private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

        private final Runnable body;

        /** @param body goes on where it was when it is called again */
        public Restarted(Runnable body) {
            this.body = body;
        }

        @Override
        public void run() {
            boolean failed = false;
            boolean ended = false;
            while (!ended) {
                try {
                    if (failed) {
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                    failed = true;
                    body.run();
                    ended = true;
                } catch (Throwable e) {
                    // Whatever it was, the body goes on.
                }
            }
        }
    }
}
