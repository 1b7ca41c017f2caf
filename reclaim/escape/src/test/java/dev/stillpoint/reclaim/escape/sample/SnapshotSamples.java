// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.VersionSource;
import dev.stillpoint.reclaim.reload.Reloadable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/** Snapshots: they may go anywhere, and must be closed, once, after the last use. */
// wrong use is the point
@SuppressWarnings({"try", "UnusedVariable", "MustBeClosedChecker", "FutureReturnValueIgnored"})
final class SnapshotSamples {

    private SnapshotSamples() {
    }

    static class UsedLate {

        private static Pages global;
        private Pages kept;

        int afterTry(QsbrReference<Pages> pages) {
            Pages now;
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                now = snapshot.get();
            }
            return now.count(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }

        int part(VersionSource<Pages> pages) {
            Row row;
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                row = snapshot.get().row(1);
            }
            return row.key(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }

        Pages returned(Reloadable<Pages> pages) {
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                return snapshot.get(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }

        MemorySegment memory(QsbrReference<Pages> pages) {
            Snapshot<Pages> snapshot = pages.snapshot();
            try {
                return snapshot.get().bytes(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            } finally {
                snapshot.close();
            }
        }

        int snapshotItself(QsbrReference<Pages> pages) {
            Snapshot<Pages> snapshot = pages.snapshot();
            snapshot.close();
            return snapshot.get().count(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }

        void stored(QsbrReference<Pages> pages) {
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                kept = snapshot.get(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
                global = snapshot.get(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }

        String copied(QsbrReference<Pages> pages) {
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                return snapshot.get().name(); // allowed
            }
        }

        int twice(QsbrReference<Pages> pages) {
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                int count = snapshot.get().count(); // allowed
                snapshot.close();
                return count;
            }
        }
    }

    static class NotClosed {

        int temporary(QsbrReference<Pages> pages) {
            return pages.snapshot().get().count(); // escapes: SNAPSHOT_NOT_CLOSED
        }

        int forgotten(QsbrReference<Pages> pages) {
            Snapshot<Pages> snapshot = pages.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            return snapshot.get().count();
        }

        int onTheGoodPath(QsbrReference<Pages> pages) {
            Snapshot<Pages> snapshot = pages.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            int count = snapshot.get().count();
            snapshot.close();
            return count;
        }

        int early(QsbrReference<Pages> pages) {
            Snapshot<Pages> snapshot = pages.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            if (snapshot.get().count() == 0) {
                return 0;
            }
            try (snapshot) {
                return snapshot.get().row(0).key();
            }
        }

        void share(Snapshot<Pages> given) {
            System.out.println(given.share().get().count()); // escapes: SNAPSHOT_NOT_CLOSED
        }

        Snapshot<Pages> taken(QsbrReference<Pages> pages) {
            return pages.snapshot(); // allowed
        }

        int takenAndDropped(QsbrReference<Pages> pages) {
            return taken(pages).get().count(); // escapes: SNAPSHOT_NOT_CLOSED
        }

        int takenAndClosed(QsbrReference<Pages> pages) {
            try (Snapshot<Pages> snapshot = taken(pages)) {
                return snapshot.get().count(); // allowed
            }
        }

        int inFinally(QsbrReference<Pages> pages) {
            Snapshot<Pages> snapshot = pages.snapshot(); // allowed
            try {
                return snapshot.get().count();
            } finally {
                snapshot.close();
            }
        }
    }

    static class HandedOver {

        void closedAtOnce(QsbrReference<Pages> pages, Executor executor) {
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                executor.execute(() -> System.out.println(snapshot.get().count())); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }

        void versionClosedAtOnce(QsbrReference<Pages> pages) {
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                Pages now = snapshot.get();
                Thread.startVirtualThread(() -> System.out.println(now.count())); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }

        void started(QsbrReference<Pages> pages) {
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                Runnable printing = () -> System.out.println(snapshot.get().count());
                Thread thread = new Thread(printing); // escapes: SNAPSHOT_USE_AFTER_CLOSE
                thread.start();
            }
        }

        void joined(QsbrReference<Pages> pages) throws InterruptedException {
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                Thread thread = Thread.startVirtualThread(() -> System.out.println(snapshot.get().count())); // allowed
                thread.join();
            }
        }

        int waitedFor(QsbrReference<Pages> pages, ExecutorService executor)
                throws InterruptedException, ExecutionException {
            try (Snapshot<Pages> snapshot = pages.snapshot()) {
                Pages now = snapshot.get();
                return executor.submit(() -> now.row(1).key()).get(); // allowed
            }
        }

        void share(Snapshot<Pages> snapshot, Executor executor) {
            Snapshot<Pages> share = snapshot.share(); // allowed
            executor.execute(() -> {
                try (share) {
                    System.out.println(share.get().count());
                }
            });
        }
    }

    /** What the documentation of snapshots promises. */
    static class Owner implements AutoCloseable {

        private final Snapshot<Pages> snapshot;
        private final Row first;
        private final List<Row> rows = new ArrayList<>();
        private final Map<Integer, Object> map = new HashMap<>();
        private Object any;

        Owner(QsbrReference<Pages> pages) {
            snapshot = pages.snapshot(); // allowed
            first = snapshot.get().row(0); // allowed
            any = snapshot.get().bytes(); // allowed
            any = new Row(snapshot.get().bytes()); // allowed
        }

        int number() {
            rows.add(first); // allowed
            return first.key(); // allowed
        }

        void collect(QsbrReference<Pages> pages) throws InterruptedException {
            try (Snapshot<Pages> local = pages.snapshot()) {
                List<Row> all = local.get().rows().toList(); // allowed
                local.get().rows().forEach(rows::add); // allowed
                local.get().rows().forEach(row -> rows.add(row)); // allowed
                local.get().rows().map(Row::bytes).forEach(bytes -> map.put(1, bytes)); // allowed
                Pages now = local.get();
                Runnable later = () -> map.put(2, now.row(3)); // allowed
                later.run();
                Thread.sleep(all.size()); // allowed
            }
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }
}
