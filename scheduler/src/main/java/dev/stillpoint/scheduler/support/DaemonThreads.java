// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

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
}
