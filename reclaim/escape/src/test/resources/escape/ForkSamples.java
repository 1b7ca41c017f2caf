// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.StructuredTaskScope;

/** Forked tasks. The test compiles this file itself, because StructuredTaskScope is a preview. */
final class ForkSamples {

    private ForkSamples() {
    }

    static class Joined {

        int[] read(QsbrReference<Table> table, int[] keys) throws InterruptedException {
            return ScopedQsbr.read(guard -> {
                Table now = table.get(guard);
                int[] numbers = new int[keys.length];
                try (var scope = StructuredTaskScope.open()) {
                    for (int i = 0; i < keys.length; i++) {
                        int at = i;
                        scope.fork(() -> numbers[at] = now.number(keys[at])); // allowed
                    }
                    scope.join();
                }
                return numbers;
            });
        }

        void readByReference(QsbrReference<Table> table) throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open(); var scope = StructuredTaskScope.open()) {
                scope.fork(table.get(guard)::remember); // allowed
                scope.join();
            }
        }

        int readNested(QsbrReference<Table> table) throws InterruptedException {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                try (var outer = StructuredTaskScope.<Integer>open(); var inner = StructuredTaskScope.<Integer>open()) {
                    var first = outer.fork(() -> now.number(0)); // allowed
                    var second = inner.fork(() -> now.number(1)); // allowed
                    inner.join();
                    outer.join();
                    return first.get() + second.get();
                }
            });
        }

        static void forkAll(StructuredTaskScope<Object, Void> scope, Table table) throws InterruptedException {
            scope.fork(() -> table.number(0)); // allowed
            scope.join();
        }
    }

    /** Forks of a lambda or a helper, in the scope of whoever calls it. */
    static class ForkedInside {

        int eachJoined(QsbrReference<Table> table, List<Integer> keys) throws InterruptedException {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                int[] sum = new int[1];
                try (var scope = StructuredTaskScope.open()) {
                    keys.forEach(key -> scope.fork(() -> sum[0] += now.number(key))); // allowed
                    scope.join();
                }
                return sum[0];
            });
        }

        int eachNotJoined(QsbrReference<Table> table, List<Integer> keys) throws InterruptedException {
            try (var scope = StructuredTaskScope.open()) {
                ScopedQsbr.run(() -> {
                    Table now = table.get();
                    keys.forEach(key -> scope.fork(() -> now.number(key))); // escapes: HANDOVER
                });
                scope.join();
                return keys.size();
            }
        }

        int helperJoined(QsbrReference<Table> table) throws InterruptedException {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                try (var scope = StructuredTaskScope.<Object>open()) {
                    forkOne(scope, now); // allowed
                    scope.join();
                }
                return now.number(0);
            });
        }

        void helperNotJoined(QsbrReference<Table> table, StructuredTaskScope<Object, Void> scope) {
            ScopedQsbr.run(() -> forkOne(scope, table.get())); // escapes: HANDOVER
        }

        private static void forkOne(StructuredTaskScope<Object, Void> scope, Table table) {
            scope.fork(() -> table.number(1)); // allowed
        }
    }

    static class NotJoined {

        void neverJoined(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                try (var scope = StructuredTaskScope.open()) {
                    scope.fork(() -> now.number(0)); // escapes: HANDOVER
                }
            });
        }

        void joinedTooLate(QsbrReference<Table> table) throws InterruptedException {
            try (var scope = StructuredTaskScope.open()) {
                ScopedQsbr.run(() -> {
                    Table now = table.get();
                    scope.fork(() -> now.number(0)); // escapes: HANDOVER
                });
                scope.join();
            }
        }

        void joinedAfterClose(QsbrReference<Table> table) throws InterruptedException {
            try (var scope = StructuredTaskScope.open()) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    Table now = table.get(guard);
                    scope.fork(now::remember); // escapes: HANDOVER
                }
                scope.join();
            }
        }

        void joinedOnOnePath(QsbrReference<Table> table, boolean wait) throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open(); var scope = StructuredTaskScope.open()) {
                Table now = table.get(guard);
                scope.fork(() -> now.number(0)); // escapes: HANDOVER
                if (wait) {
                    scope.join();
                }
            }
        }

        void joinsAnother(QsbrReference<Table> table) throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open();
                    var scope = StructuredTaskScope.open();
                    var other = StructuredTaskScope.open()) {
                Table now = table.get(guard);
                scope.fork(() -> now.number(0)); // escapes: HANDOVER
                other.join();
            }
        }

        void forkedByHelper(QsbrReference<Table> table, StructuredTaskScope<Object, Void> scope) {
            ScopedQsbr.run(() -> forkOnly(scope, table.get())); // escapes: HANDOVER
        }

        private static void forkOnly(StructuredTaskScope<Object, Void> scope, Table table) {
            scope.fork(() -> table.number(0)); // allowed
        }
    }

    static class Escaping {

        private final List<Object> seen = new ArrayList<>();

        void read(QsbrReference<Table> table) throws InterruptedException {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                try (var scope = StructuredTaskScope.open()) {
                    scope.fork(() -> seen.add(now)); // escapes: COLLECTION
                    scope.fork(() -> seen.add(now.country(0))); // allowed
                    scope.join();
                }
            });
        }
    }
}
