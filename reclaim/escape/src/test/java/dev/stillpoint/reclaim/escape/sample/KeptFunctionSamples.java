// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/** Functions that are kept in fields, containers and arrays, templates by hand, and iterators of one's own. */
final class KeptFunctionSamples {

    private KeptFunctionSamples() {
    }

    /** Readers hand the version to whoever registered. */
    interface Reading {

        void with(Table now);
    }

    /** Writers hand it to whoever registered, before they publish it: nothing of it is guarded. */
    interface Writing {

        void with(Table next);
    }

    static class Registry {

        private final List<Reading> readers = new ArrayList<>();
        private final List<Writing> writers = new ArrayList<>();
        private Table kept;
        private int size;

        void register() {
            readers.add(now -> kept = now); // escapes: FIELD
            readers.add(this::keep);
            readers.add(now -> size = now.number(0)); // allowed
            writers.add(next -> kept = next); // allowed: only a writer calls it
        }

        private void keep(Table now) {
            kept = now; // escapes: FIELD
        }

        void read(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Table now = table.get(guard);
                for (Reading reader : readers) {
                    reader.with(now);
                }
            }
        }

        void write(QsbrReference<Table> table, Table next) {
            for (Writing writer : writers) {
                writer.with(next);
            }
            table.replace(next);
        }

        @Override
        public String toString() {
            return kept + " of " + size;
        }
    }

    static class References {

        private final List<Table> all = new ArrayList<>();
        private final List<Consumer<Table>> consumers = new ArrayList<>();

        void register() {
            consumers.add(all::add); // escapes: COLLECTION
        }

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                consumers.forEach(consumer -> consumer.accept(now));
            });
        }
    }

    static class Arguments {

        private Table kept;
        private int size;

        private static void visit(QsbrReference<Table> table, Reading... readings) {
            ScopedQsbr.run(() -> {
                for (Reading reading : readings) {
                    reading.with(table.get());
                }
            });
        }

        void keep(QsbrReference<Table> table) {
            visit(table, now -> size = now.number(0), now -> kept = now); // escapes: FIELD
        }

        @Override
        public String toString() {
            return kept + " of " + size;
        }
    }

    static class Template {

        static <R> R with(QsbrReference<Table> table, Function<Table, R> body) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return body.apply(table.get(guard));
            }
        }

        static <R> R within(ReadGuard guard, QsbrReference<Table> table, Function<Table, R> body) {
            return body.apply(table.get(guard)); // allowed: the caller's section goes on
        }

        static int misused(QsbrReference<Table> table) {
            return with(table, now -> now.row(1)).key(); // escapes: SECTION_RESULT
        }

        static int used(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return with(table, now -> now.row(1).key()) + within(guard, table, now -> now.row(1)).key(); // allowed
            }
        }
    }

    static class Waiting implements Iterable<Integer> {

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    LockSupport.parkNanos(1);
                    return 1;
                }
            };
        }
    }

    static class Counting implements Iterable<Integer> {

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {

                private int next;

                @Override
                public boolean hasNext() {
                    return next < 9;
                }

                @Override
                public Integer next() {
                    return next++;
                }
            };
        }
    }

    static class Pause implements Runnable {

        @Override
        public void run() {
            LockSupport.park();
        }
    }

    static class Iterated {

        static int waiting(QsbrReference<Table> table, Waiting numbers) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                int sum = 0;
                for (int number : numbers) { // escapes: BLOCKING_CALL
                    sum += table.get(guard).number(number);
                }
                return sum;
            }
        }

        static int counting(QsbrReference<Table> table, Counting numbers) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                int sum = 0;
                for (int number : numbers) { // allowed
                    sum += table.get(guard).number(number);
                }
                return sum;
            }
        }

        static void runs(Pause pause) {
            ScopedQsbr.run(() -> {
                Runnable same = pause;
                same.run(); // escapes: BLOCKING_CALL
            });
        }
    }
}
