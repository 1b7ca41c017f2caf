// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** Copies of what a snapshot keeps, and what is no copy; containers that outlive it. */
final class SnapshotCopySamples {

    private SnapshotCopySamples() {
    }

    static final class Rows extends Table {

        Rows(MemorySegment memory) {
            super(memory);
        }

        @GuardScoped
        Stream<Row> all() {
            return Stream.of(row(0));
        }

        @GuardScoped
        Optional<Row> find(int key) {
            return all().filter(row -> row.key() == key).findFirst();
        }
    }

    record Line(int key, String text) {

        static Line of(Row row) {
            return new Line(row.key(), "line");
        }
    }

    static List<Integer> keys(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return snapshot.get().all().map(Row::key).toList(); // allowed
        }
    }

    static List<Line> lines(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return snapshot.get().all().map(Line::of).filter(line -> line.key() > 0).toList(); // allowed
        }
    }

    static int[] numbers(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return snapshot.get().all().mapToInt(Row::key).toArray(); // allowed
        }
    }

    static Map<Integer, Long> counts(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return snapshot.get().all().collect(Collectors.groupingBy(Row::key, Collectors.counting())); // allowed
        }
    }

    static Optional<Integer> key(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return snapshot.get().find(3).map(Row::key); // allowed
        }
    }

    static List<Row> views(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return snapshot.get().all().toList(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static Stream<Integer> lazy(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return snapshot.get().all().map(Row::key); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static Map<String, Integer> ofOthers(QsbrReference<Rows> rows, List<String> names) {
        return ScopedQsbr.read(() -> {
            Rows now = rows.get();
            return names.stream() // allowed: the elements are the names
                    .collect(Collectors.toMap(UnaryOperator.identity(), name -> now.number(name.length())));
        });
    }

    private static List<Integer> keysOf(Stream<Row> all) {
        return all.map(Row::key).toList();
    }

    static List<Integer> keysByHelper(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return keysOf(snapshot.get().all()); // allowed
        }
    }

    private static List<Row> sorted(Stream<Row> all) {
        return all.sorted(Comparator.comparingInt(Row::key)).toList();
    }

    static List<Row> viewsByHelper(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return sorted(snapshot.get().all()); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static List<Integer> flat(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return snapshot.get().all().flatMap(row -> Stream.of(row.key(), -row.key())).toList(); // allowed
        }
    }

    static List<Integer> sums(QsbrReference<Rows> rows) {
        try (Snapshot<Rows> snapshot = rows.snapshot()) {
            return snapshot.get().all() // allowed
                    .gather(Gatherers.scan(() -> 0, (sum, row) -> sum + row.key())).toList();
        }
    }

    static final class Memo implements AutoCloseable {

        private final Snapshot<Rows> snapshot;
        private final Map<Integer, Row> made = new HashMap<>();

        Memo(QsbrReference<Rows> rows) {
            snapshot = rows.snapshot();
        }

        int key(int index) {
            return made.computeIfAbsent(index, snapshot.get()::row).key(); // allowed
        }

        int keyByMethod(int index) {
            return made.computeIfAbsent(index, this::row).key(); // allowed
        }

        private Row row(int index) {
            return snapshot.get().row(index);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    static class Containers {

        private final Map<String, Table> tables = new HashMap<>();

        void put(QsbrReference<Rows> rows) {
            try (Snapshot<Rows> snapshot = rows.snapshot()) {
                tables.put("now", snapshot.get()); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }

        int local(QsbrReference<Rows> rows) {
            try (Snapshot<Rows> snapshot = rows.snapshot()) {
                List<Table> all = new ArrayList<>();
                all.add(snapshot.get()); // allowed
                return all.size() + tables.size();
            }
        }
    }
}
