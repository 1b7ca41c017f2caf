// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.VersionSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Snapshots, and what they keep, in containers; and containers whose elements are retired. */
@SuppressWarnings({"UnusedVariable", "unused"}) // samples of doubtful code
final class StowedSamples {

    private StowedSamples() {
    }

    static class ClosedByFunction {

        int sum(List<QsbrReference<Table>> tables) {
            List<Snapshot<Table>> snapshots = new ArrayList<>();
            try {
                for (QsbrReference<Table> table : tables) {
                    snapshots.add(table.snapshot()); // allowed
                }
                return snapshots.stream().mapToInt(snapshot -> snapshot.get().number(0)).sum();
            } finally {
                snapshots.forEach(Snapshot::close);
            }
        }
    }

    static class ClosedByLoop {

        int sum(List<QsbrReference<Table>> tables) {
            Map<Integer, Snapshot<Table>> snapshots = new HashMap<>();
            for (QsbrReference<Table> table : tables) {
                snapshots.put(snapshots.size(), table.snapshot()); // allowed
            }
            int sum = 0;
            for (Snapshot<Table> snapshot : snapshots.values()) {
                try (snapshot) {
                    sum += snapshot.get().number(0);
                }
            }
            return sum;
        }
    }

    static class ClosedOneByOne {

        int sum(QsbrReference<Table> table) {
            Deque<Snapshot<Table>> snapshots = new ArrayDeque<>();
            snapshots.push(table.snapshot()); // allowed
            snapshots.push(table.snapshot()); // allowed
            int sum = 0;
            while (!snapshots.isEmpty()) {
                Snapshot<Table> last = snapshots.pop();
                sum += last.get().number(0);
                last.close();
            }
            return sum;
        }
    }

    static class ClosedByLambda {

        int sum(QsbrReference<Table> table) {
            List<Snapshot<Table>> snapshots = new ArrayList<>();
            snapshots.add(table.snapshot()); // allowed
            int[] sum = new int[1];
            snapshots.forEach(snapshot -> {
                try (snapshot) {
                    sum[0] += snapshot.get().number(0);
                }
            });
            return sum[0];
        }
    }

    static class ClosedByHelper {

        static void closeAll(List<? extends AutoCloseable> all) throws Exception {
            for (AutoCloseable each : all) {
                each.close();
            }
        }

        int number(QsbrReference<Table> table) throws Exception {
            List<Snapshot<Table>> snapshots = new ArrayList<>();
            snapshots.add(table.snapshot()); // allowed
            try {
                return snapshots.get(0).get().number(0);
            } finally {
                closeAll(snapshots);
            }
        }
    }

    static class HeldByField implements AutoCloseable {

        private final List<Snapshot<Table>> all;

        HeldByField(List<QsbrReference<Table>> tables) {
            List<Snapshot<Table>> made = new ArrayList<>();
            all = made;
            for (QsbrReference<Table> table : tables) {
                made.add(table.snapshot()); // allowed
            }
        }

        @Override
        public void close() {
            all.forEach(Snapshot::close);
        }
    }

    static class HandedOn {

        static List<Snapshot<Table>> all(Stream<VersionSource<Table>> tables) {
            return tables.map(VersionSource::snapshot).toList(); // allowed
        }

        static Optional<Snapshot<Table>> maybe(QsbrReference<Table> table, boolean wanted) {
            return wanted ? Optional.of(table.snapshot()) : Optional.empty(); // allowed
        }

        static void each(Stream<VersionSource<Table>> tables, Consumer<Snapshot<Table>> closer) {
            tables.map(VersionSource::snapshot).forEach(closer); // allowed
        }
    }

    static class NobodyCloses {

        int longest(Stream<QsbrReference<Table>> tables) {
            return tables.map(table -> table.snapshot()) // escapes: SNAPSHOT_NOT_CLOSED
                    .mapToInt(snapshot -> snapshot.get().number(1)).max().orElse(0);
        }

        int first(QsbrReference<Table> table) {
            Deque<Snapshot<Table>> snapshots = new ArrayDeque<>();
            snapshots.add(table.snapshot()); // escapes: SNAPSHOT_NOT_CLOSED
            return snapshots.getFirst().get().number(2);
        }

        boolean any(QsbrReference<Table> table) {
            return Stream.of(table.snapshot()) // escapes: SNAPSHOT_NOT_CLOSED
                    .anyMatch(snapshot -> snapshot.get().number(3) > 0);
        }

        void print(QsbrReference<Table> table) {
            List<Snapshot<Table>> snapshots = new ArrayList<>();
            snapshots.add(table.snapshot()); // escapes: SNAPSHOT_NOT_CLOSED
            for (Snapshot<Table> snapshot : snapshots) {
                System.out.println(snapshot.get().number(4));
            }
        }
    }

    static class LocalRows {

        int inside(QsbrReference<Table> table) {
            List<Row> rows = new ArrayList<>();
            try (Snapshot<Table> snapshot = table.snapshot()) {
                rows.add(snapshot.get().row(0)); // allowed
                int key = rows.get(0).key();
                rows.clear();
                return key;
            }
        }

        int count(QsbrReference<Table> table) {
            Map<Integer, Row> rows = new HashMap<>();
            try (Snapshot<Table> snapshot = table.snapshot()) {
                rows.put(1, snapshot.get().row(0));
            }
            return rows.size() + (rows.isEmpty() ? 1 : 0); // allowed
        }

        int late(QsbrReference<Table> table) {
            Map<Integer, Row> rows = new HashMap<>();
            try (Snapshot<Table> snapshot = table.snapshot()) {
                rows.put(1, snapshot.get().row(0));
            }
            return rows.get(1).key(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }

        void fill(QsbrReference<Table> table, List<Row> into) {
            try (Snapshot<Table> snapshot = table.snapshot()) {
                into.add(snapshot.get().row(0)); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class RetiredInLoop {

        int all(Reclaimer reclaimer, List<Table> old) {
            for (Table each : old) {
                reclaimer.retire(each);
            }
            return old.get(0).number(0); // escapes: USE_AFTER_RETIRE
        }

        int some(Reclaimer reclaimer, List<Table> old) {
            for (Table each : old) {
                if (each.number(0) == 0) {
                    reclaimer.retire(each);
                }
            }
            return old.get(0).number(1); // allowed
        }

        int emptied(Reclaimer reclaimer, Map<String, Table> old, Table next) {
            old.values().forEach(reclaimer::retire);
            old.clear();
            old.put("next", next);
            return old.get("next").number(0); // allowed
        }

        int twice(Reclaimer reclaimer, Map<String, Table> old) {
            old.forEach((name, table) -> {
                System.out.println(name);
                reclaimer.retire(table);
            });
            return old.values().iterator().next().number(0); // escapes: USE_AFTER_RETIRE
        }

        void perhaps(Reclaimer reclaimer, Optional<Table> old) {
            old.ifPresent(reclaimer::retire);
            System.out.println(old.isPresent()); // allowed
            old.ifPresent(table -> System.out.println(table.number(0))); // escapes: USE_AFTER_RETIRE
        }
    }

    static class RetiredByHelpers {

        private static void free(Reclaimer reclaimer, Table old) {
            if (old == null) {
                return;
            }
            reclaimer.retire(old);
        }

        private static boolean freeIfEmpty(Reclaimer reclaimer, Table old) {
            if (old.number(0) > 0) {
                return false;
            }
            reclaimer.retire(old);
            return true;
        }

        int late(Reclaimer reclaimer, Table old) {
            free(reclaimer, old);
            return old.number(0); // escapes: USE_AFTER_RETIRE
        }

        int checked(Reclaimer reclaimer, Table old) {
            return freeIfEmpty(reclaimer, old) ? 0 : old.number(1); // allowed
        }

        void views(Reclaimer reclaimer, Table old, Table next) {
            Row before = old.row(0);
            Row after = next.row(0);
            free(reclaimer, old);
            System.out.println(after.key()); // allowed
            System.out.println(before.key()); // escapes: USE_AFTER_RETIRE
        }

        int action(Reclaimer reclaimer, Table old, Table next) {
            reclaimer.retire(() -> {
                System.out.println("gone");
                old.reclaim();
            }, 8);
            return next.number(0) + old.number(1); // escapes: USE_AFTER_RETIRE
        }

        int otherAction(Reclaimer reclaimer, Table old) {
            reclaimer.retire(() -> System.out.println("gone"), 8);
            return old.number(0); // allowed
        }
    }
}
