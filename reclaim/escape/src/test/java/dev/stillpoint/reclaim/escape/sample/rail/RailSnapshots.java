// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.VersionSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Snapshots. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings({"FutureReturnValueIgnored", "unused"})
final class RailSnapshots {

    private RailSnapshots() {
    }

    static class SnapshotInList {

        static int total(List<VersionSource<Timetable>> sources) {
            List<Snapshot<Timetable>> snapshots = new ArrayList<>();
            for (VersionSource<Timetable> source : sources) {
                snapshots.add(source.snapshot()); // escapes: SNAPSHOT_NOT_CLOSED
            }
            return snapshots.stream().mapToInt(snapshot -> snapshot.get().size()).sum();
        }
    }

    static class SnapshotStreamed {

        static int total(List<VersionSource<Timetable>> sources) {
            Stream<VersionSource<Timetable>> all = sources.stream();
            return all.map(VersionSource::snapshot) // escapes: SNAPSHOT_NOT_CLOSED
                    .mapToInt(snapshot -> snapshot.get().size()).sum();
        }
    }

    static class SnapshotInFieldClosed {

        private Timetable table;

        void load() {
            Snapshot<Timetable> snapshot = Timetable.current.snapshot();
            try (snapshot) {
                table = snapshot.get(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
                System.out.println(table.size());
            }
        }
    }

    static class SnapshotLambda {

        static Supplier<String> first() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return () -> snapshot.get().station(0); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class SnapshotHelper {

        private static Timetable now() {
            return Timetable.current.snapshot().get(); // escapes: SNAPSHOT_NOT_CLOSED
        }

        static int size() {
            return now().size();
        }
    }

    static class SnapshotMap {

        private final Map<String, Timetable> tables = new HashMap<>();

        void load(String name) {
            try (var snapshot = Timetable.current.snapshot()) {
                tables.put(name, snapshot.get()); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class CloseAll {

        static int total(List<VersionSource<Timetable>> sources) {
            List<Snapshot<Timetable>> snapshots = new ArrayList<>();
            try {
                for (VersionSource<Timetable> source : sources) {
                    snapshots.add(source.snapshot());
                }
                return snapshots.stream().mapToInt(snapshot -> snapshot.get().size()).sum();
            } finally {
                snapshots.forEach(Snapshot::close);
            }
        }
    }

    static class SnapshotCopies {

        static Map<String, Integer> all() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return snapshot.get().stops().collect(Collectors.toMap(Stop::station, Stop::minutes, Math::min));
            }
        }

        static Optional<String> first(String station) {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return snapshot.get().find(station).map(Stop::station);
            }
        }

        static Optional<Integer> viaLambda(String station) {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                Timetable now = snapshot.get();
                return now.find(station).map(stop -> stop.minutes() + 1);
            }
        }

        static int[] minutes() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return snapshot.get().stops().mapToInt(Stop::minutes).toArray();
            }
        }

        static List<String> filled() {
            List<String> stations = new ArrayList<>();
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                for (Iterator<Stop> stops = snapshot.get().iterator(); stops.hasNext();) {
                    stations.add(stops.next().station());
                }
            }
            return stations;
        }
    }

    static class UsedAfterBlock {

        static int size() {
            Timetable now;
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                now = snapshot.get();
            }
            return now.size(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static class ReturnedVersion {

        static Timetable now() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return snapshot.get(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class Temporary {

        static int size() {
            return Timetable.current.snapshot().get().size(); // escapes: SNAPSHOT_NOT_CLOSED
        }
    }

    static class GoodPathOnly {

        static int minutes(int number) {
            Snapshot<Timetable> snapshot = Timetable.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            int minutes = snapshot.get().minutes(number);
            snapshot.close();
            return minutes;
        }
    }

    static class SharedNotClosed {

        static int size() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return snapshot.share().get().size(); // escapes: SNAPSHOT_NOT_CLOSED
            }
        }
    }

    static class ViewKept {

        private Stop kept;

        void load(int number) {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                kept = snapshot.get().stop(number); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class ListKept {

        private List<Stop> kept = List.of();

        void load() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                kept = snapshot.get().stops().toList(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class LazyRows {

        static Stream<String> stations() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return snapshot.get().stops().map(Stop::station); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class ThreadLeft {

        static void print() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                Timetable now = snapshot.get();
                Thread.startVirtualThread(() -> System.out.println(now.size())); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class AsyncLeft {

        static CompletableFuture<Integer> size() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return CompletableFuture.supplyAsync(() -> snapshot.get().size()); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class PooledLeft {

        static void print(ExecutorService pool, int number) {
            Snapshot<Timetable> snapshot = Timetable.current.snapshot();
            try {
                pool.submit(() -> System.out.println(snapshot.get().size())); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            } finally {
                snapshot.close();
            }
        }
    }

    static class Overwritten {

        static int newest(int rounds) {
            Snapshot<Timetable> snapshot = null;
            int size = 0;
            for (int i = 0; i < rounds; i++) {
                snapshot = Timetable.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
                size = snapshot.get().size();
            }
            if (snapshot != null) {
                snapshot.close();
            }
            return size;
        }
    }

    static class EarlyReturn {

        static int minutes(int number) {
            Snapshot<Timetable> snapshot = Timetable.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            if (number < 0) {
                return -1;
            }
            try (snapshot) {
                return snapshot.get().minutes(number);
            }
        }
    }

    static class ClosedThenUsed {

        static String describe(int number) {
            Snapshot<Timetable> snapshot = Timetable.current.snapshot();
            try {
                System.out.println(snapshot.get().size());
            } finally {
                snapshot.close();
            }
            return snapshot.get().station(number); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static class ClosedByHelper {

        private static void done(Snapshot<Timetable> snapshot) {
            snapshot.close();
        }

        static int size() {
            Snapshot<Timetable> snapshot = Timetable.current.snapshot();
            Timetable now = snapshot.get();
            done(snapshot);
            return now.size(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static class CaughtCopy {

        static Iterator<Stop> iterate() {
            Snapshot<Timetable> snapshot = Timetable.current.snapshot();
            try (snapshot) {
                Iterator<Stop> all = snapshot.get().iterator();
                return all; // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class InBlock {

        static int size() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return snapshot.get().size();
            }
        }

        static List<String> stations() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return snapshot.get().stops().map(Stop::station).toList();
            }
        }

        static int slowly() throws InterruptedException {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                Timetable now = snapshot.get();
                Thread.sleep(10);
                List<Stop> stops = new ArrayList<>();
                now.stops().forEach(stops::add);
                ScopedQsbr.checkpoint();
                return stops.stream().mapToInt(Stop::minutes).sum();
            }
        }
    }

    static class KeptInField implements AutoCloseable {

        private final Snapshot<Timetable> snapshot;
        private final Timetable table;
        private final List<Stop> stops = new ArrayList<>();

        KeptInField(QsbrReference<Timetable> reference) {
            snapshot = reference.snapshot();
            table = snapshot.get();
            table.stops().forEach(stops::add);
        }

        int minutes(int number) {
            return stops.get(number).minutes() + table.size();
        }

        Stop stop(int number) {
            return stops.get(number);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    static class UsesKept {

        static int minutes(QsbrReference<Timetable> reference) {
            try (KeptInField kept = new KeptInField(reference)) {
                return kept.minutes(3) + kept.stop(4).minutes();
            }
        }
    }

    static class HandedOn {

        static void print(ExecutorService pool) {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                Snapshot<Timetable> share = snapshot.share();
                pool.execute(() -> {
                    try (share) {
                        System.out.println(share.get().size());
                    }
                });
                System.out.println(snapshot.get().size());
            }
        }
    }

    static class WaitsForFuture {

        static int size(ExecutorService pool) throws Exception {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return pool.submit(() -> snapshot.get().size()).get();
            }
        }

        static int joined() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                return CompletableFuture.supplyAsync(() -> snapshot.get().size()).join();
            }
        }

        static void thread() throws InterruptedException {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                Thread worker = Thread.ofPlatform().start(() -> System.out.println(snapshot.get().size()));
                worker.join();
            }
        }
    }

    static class ReturnsSnapshot {

        static Snapshot<Timetable> take() {
            return Timetable.current.snapshot();
        }

        static int size() {
            try (Snapshot<Timetable> snapshot = take()) {
                return snapshot.get().size();
            }
        }
    }

    static class MapOfSnapshots implements AutoCloseable {

        private final Map<String, Snapshot<Timetable>> taken = new ConcurrentHashMap<>();

        void take(String user) {
            Snapshot<Timetable> before = taken.put(user, Timetable.current.snapshot());
            if (before != null) {
                before.close();
            }
        }

        int size(String user) {
            Snapshot<Timetable> snapshot = taken.get(user);
            return snapshot == null ? 0 : snapshot.get().size();
        }

        @Override
        public void close() {
            taken.values().forEach(Snapshot::close);
        }
    }

    static class ByHand {

        static int size() {
            Snapshot<Timetable> snapshot = Timetable.current.snapshot();
            try {
                return snapshot.get().size();
            } finally {
                snapshot.close();
            }
        }

        static int nullable(boolean wanted) {
            Snapshot<Timetable> snapshot = null;
            try {
                if (wanted) {
                    snapshot = Timetable.current.snapshot();
                    return snapshot.get().size();
                }
                return 0;
            } finally {
                if (snapshot != null) {
                    snapshot.close();
                }
            }
        }
    }

    static class Replaced implements AutoCloseable {

        private Snapshot<Timetable> snapshot = Timetable.current.snapshot();

        synchronized void refresh() {
            Snapshot<Timetable> old = snapshot;
            snapshot = Timetable.current.snapshot();
            old.close();
        }

        synchronized int size() {
            return snapshot.get().size();
        }

        @Override
        public synchronized void close() {
            snapshot.close();
        }
    }

    static class SnapshotOfSection {

        static Snapshot<Timetable> when(int size) {
            return ScopedQsbr.read(
                    () -> Timetable.current.get().size() > size ? Timetable.current.snapshot() : null);
        }
    }

    static class SnapshotAcrossSections {

        static boolean isChanged() {
            try (Snapshot<Timetable> snapshot = Timetable.current.snapshot()) {
                Timetable then = snapshot.get();
                return ScopedQsbr.read(() -> Timetable.current.get() != then);
            }
        }
    }
}
