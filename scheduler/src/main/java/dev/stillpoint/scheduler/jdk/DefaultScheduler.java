// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/** The JDK's own scheduler of virtual threads: {@code VirtualThread.defaultScheduler()}. */
final class DefaultScheduler {

    static final Executor EXECUTOR = find();

    private DefaultScheduler() {
    }

    private static Executor find() {
        try {
            MethodHandles.Lookup lookup = Internals.lookup();
            MethodHandle getter = lookup.findStatic(lookup.findClass("java.lang.VirtualThread"), "defaultScheduler",
                    MethodType.methodType(Executor.class));
            return (Executor) getter.invokeExact();
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
