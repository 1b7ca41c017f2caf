// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Arrays, collections, and what else holds values. */
final class ContainerSamples {

    private ContainerSamples() {
    }

    static class Lists {

        final List<Object> all = new ArrayList<>();
        final Deque<ReadGuard> guards = new ArrayDeque<>();

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                all.add(table.get()); // escapes: COLLECTION
                all.add(table.get().country(1)); // allowed
                all.add(table.get().number(1)); // allowed
                all.set(0, table.get().row(1)); // escapes: COLLECTION
                all.addAll(table.get().names()); // allowed
            });
            guards.push(ScopedQsbr.open()); // escapes: COLLECTION
        }
    }

    static class Maps {

        final Map<Integer, MemorySegment> pages = new HashMap<>();
        final Map<Integer, String> names = new HashMap<>();

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                pages.put(1, table.get().segment()); // escapes: COLLECTION
                pages.putIfAbsent(2, table.get().segment().asSlice(8)); // escapes: COLLECTION
                names.put(3, table.get().country(3)); // allowed
                names.computeIfAbsent(4, key -> table.get().country(key)); // allowed
            });
        }
    }

    static class Factories {

        int read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                List<Object> one = List.of(now); // escapes: COLLECTION
                Set<Object> two = Set.of("x", now.row(0)); // escapes: COLLECTION
                List<Object> three = Arrays.asList(now, now); // escapes: COLLECTION
                Optional<Table> four = Optional.of(now); // escapes: COLLECTION
                long five = Stream.of(now.row(0), now.row(1)).count();
                Map.Entry<String, Table> six = Map.entry("x", now); // escapes: COLLECTION
                return one.size() + two.size() + three.size() + four.hashCode() + (int) five + six.hashCode();
            });
        }
    }

    static class ManyElements {

        List<Object> read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                return List.of(now.country(0), now.number(0), now.country(1), 3, 4, 5, 6, 7, 8, 9, 10); // allowed
            });
        }
    }

    static class References {

        static final ThreadLocal<Table> LOCAL = new ThreadLocal<>();
        final AtomicReference<Table> seen = new AtomicReference<>();

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                LOCAL.set(table.get()); // escapes: COLLECTION
                seen.compareAndSet(null, table.get()); // escapes: COLLECTION
                WeakReference<Table> weak = new WeakReference<>(table.get()); // escapes: COLLECTION
                weak.clear();
            });
        }
    }

    static class Arrayed {

        final Object[] slots = new Object[4];
        final int[] numbers = new int[4];

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                slots[0] = table.get(); // escapes: ARRAY
                slots[1] = table.get().country(1); // allowed
                numbers[2] = table.get().number(2); // allowed
            });
        }

        void fill(Object[] array, Table from) {
            array[0] = from; // allowed
        }

        void readThroughFill(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> fill(slots, table.get())); // escapes: ARRAY
        }
    }

    static class LocalArray {

        int read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Row[] rows = {table.get().row(0), table.get().row(1)}; // escapes: ARRAY
                MemorySegment[] parts = new MemorySegment[2];
                parts[0] = rows[0].bytes(); // escapes: ARRAY
                return parts.length;
            });
        }
    }

    static class Varargs {

        static Object[] kept;

        String read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                print(now, now.row(0)); // allowed
                keep(now.country(0), now.country(1)); // allowed
                keep("x", now); // escapes: STATIC_FIELD
                return String.format("%s %s", now, now.segment()); // allowed
            });
        }

        static void print(Object... values) {
            System.out.println(values.length);
        }

        static void keep(Object... values) {
            kept = values; // allowed
        }
    }
}
