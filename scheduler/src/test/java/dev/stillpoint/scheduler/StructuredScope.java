// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Forks two subtasks in a structured task scope and prints the name of each one's carrier. The scope is a preview
 * feature, hence reflection here and a JVM of its own.
 */
final class StructuredScope {
    private StructuredScope() {
    }

    public static void main(String[] args) throws Exception {
        try (CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withName("scoped"))) {
            Inside.run(scheduler, StructuredScope::forkTwo);
        }
    }

    private static void forkTwo() throws Exception {
        Class<?> scopes = Class.forName("java.util.concurrent.StructuredTaskScope");
        Method fork = scopes.getMethod("fork", Callable.class);
        try (AutoCloseable scope = (AutoCloseable) scopes.getMethod("open").invoke(null)) {
            Callable<String> carrier = () -> CurrentCarrier.get().name();
            Supplier<?> first = (Supplier<?>) fork.invoke(scope, carrier);
            Supplier<?> second = (Supplier<?>) fork.invoke(scope, carrier);
            scopes.getMethod("join").invoke(scope);
            System.out.println(first.get());
            System.out.println(second.get());
        }
    }
}
