// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Structured task scopes, nested, by the hundred, with a failure, and with a scoped value that subtasks inherit. Scopes
 * are a preview feature, hence reflection here and a JVM of its own.
 */
final class Scopes {
    private static final ScopedValue<String> INHERITED = ScopedValue.newInstance();
    private static final Class<?> SCOPE = scopeClass();

    private Scopes() {
    }

    public static void main(String[] args) throws Exception {
        try (TwoCarriers carriers = new TwoCarriers()) {
            System.out.println("sum " + carriers.call(Scopes::nested));
            System.out.println("inherited " + carriers.call(Scopes::inherited));
            System.out.println("failure " + carriers.call(Scopes::failure));
        }
    }

    private static Class<?> scopeClass() {
        try {
            return Class.forName("java.util.concurrent.StructuredTaskScope");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Twenty subtasks with a scope of their own each, in which fifty subtasks add one. */
    private static int nested() throws Exception {
        return sumOf(20, () -> sumOf(50, () -> {
            Thread.yield();
            TwoCarriers.here();
            return 1;
        }));
    }

    private static int sumOf(int subtasks, Callable<Integer> subtask) throws Exception {
        try (AutoCloseable scope = open()) {
            List<Supplier<?>> forked = new ArrayList<>();
            for (int i = 0; i < subtasks; i++) {
                forked.add(fork(scope, subtask));
            }
            join(scope);
            TwoCarriers.here();
            return forked.stream().mapToInt(done -> (Integer) done.get()).sum();
        }
    }

    private static Object inherited() throws Exception {
        return ScopedValue.where(INHERITED, "from the owner").call(() -> {
            try (AutoCloseable scope = open()) {
                Supplier<?> seen = fork(scope, () -> TwoCarriers.here() != null ? INHERITED.get() : "nothing");
                join(scope);
                return seen.get();
            }
        });
    }

    /** One subtask fails, which interrupts the other one. */
    private static String failure() throws Exception {
        try (AutoCloseable scope = open()) {
            fork(scope, () -> {
                Thread.sleep(600_000);
                return "slept";
            });
            fork(scope, () -> {
                throw new IllegalStateException("on purpose");
            });
            join(scope);
            return "none";
        } catch (Exception e) {
            return e.getCause().getMessage();
        }
    }

    private static AutoCloseable open() throws Exception {
        return (AutoCloseable) SCOPE.getMethod("open").invoke(null);
    }

    private static Supplier<?> fork(AutoCloseable scope, Callable<?> subtask) throws Exception {
        return (Supplier<?>) SCOPE.getMethod("fork", Callable.class).invoke(scope, subtask);
    }

    private static void join(AutoCloseable scope) throws Exception {
        Method join = SCOPE.getMethod("join");
        try {
            join.invoke(scope);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }
}
