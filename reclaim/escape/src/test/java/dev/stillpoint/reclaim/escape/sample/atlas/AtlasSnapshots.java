// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.atlas;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Snapshots that are closed too early, or never. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings({"FutureReturnValueIgnored", "unused"})
final class AtlasSnapshots {

    private AtlasSnapshots() {
    }

    static class RowAfterBlock {

        static String name() {
            Place place;
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                place = snapshot.get().place(0);
            }
            return switch (place) { // escapes: SNAPSHOT_USE_AFTER_CLOSE
                case Place.Town town -> town.name(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
                case Place.River river -> river.name() + river.length(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            };
        }
    }

    static class NeverClosed {

        static int size() {
            Snapshot<Atlas> snapshot = Atlas.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            return snapshot.get().size();
        }
    }

    static class GoodPathOnly {

        static String name(int number) {
            Snapshot<Atlas> snapshot = Atlas.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            String name = snapshot.get().name(number);
            if (name.isEmpty()) {
                throw new IllegalStateException("no name");
            }
            snapshot.close();
            return name;
        }
    }

    static class ThreadAndClose {

        static void print() {
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                Thread.ofVirtual().start( // escapes: SNAPSHOT_USE_AFTER_CLOSE
                        () -> System.out.println(snapshot.get().size()));
            }
        }
    }

    static class SuppliedLater {

        static CompletableFuture<Integer> size() {
            try (var snapshot = Atlas.current.snapshot()) {
                Atlas kept = snapshot.get();
                return CompletableFuture.supplyAsync(kept::size); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class ShareDropped {

        static int size() {
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                Snapshot<Atlas> share = snapshot.share(); // escapes: SNAPSHOT_NOT_CLOSED
                return share.get().size() + snapshot.get().size();
            }
        }
    }

    static class EitherDropped {

        static int size(QsbrReference<Atlas> other, boolean wanted) {
            var snapshot = wanted ? other.snapshot() : Atlas.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            return snapshot.get().size();
        }
    }

    static class LazyStream {

        static Stream<String> names() {
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                return snapshot.get().places().map(Place::name); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class OverwrittenInLoop {

        static int sum(int rounds) {
            int sum = 0;
            Snapshot<Atlas> snapshot = null;
            for (int i = 0; i < rounds; i++) {
                snapshot = Atlas.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
                sum += snapshot.get().size();
            }
            if (snapshot != null) {
                snapshot.close();
            }
            return sum;
        }
    }

    static class EarlyReturn {

        static int size(boolean cached) {
            Snapshot<Atlas> snapshot = Atlas.current.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            if (cached) {
                return 0;
            }
            try {
                return snapshot.get().size();
            } finally {
                snapshot.close();
            }
        }
    }

    static class InOptional {

        static int size() {
            return Optional.of(Atlas.current.snapshot()) // escapes: SNAPSHOT_NOT_CLOSED
                    .map(snapshot -> snapshot.get().size()).orElse(0);
        }
    }

    static class Temporary {

        static String name() {
            return Atlas.current.snapshot().get().place(1).name(); // escapes: SNAPSHOT_NOT_CLOSED
        }
    }

    static class ClosedFirst {

        static int size() {
            Snapshot<Atlas> snapshot = Atlas.current.snapshot();
            try {
                snapshot.close();
                return snapshot.get().size(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            } finally {
                snapshot.close();
            }
        }
    }

    static class SupplierAfter {

        static Supplier<String> name() {
            Snapshot<Atlas> snapshot = Atlas.current.snapshot();
            try (snapshot) {
                Place place = snapshot.get().place(0);
                return place::name; // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class IntoMap {

        private final Map<String, Place> index = new HashMap<>();

        void load() {
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                snapshot.get().places().forEach( // escapes: SNAPSHOT_USE_AFTER_CLOSE
                        place -> index.put(place.name(), place));
            }
        }
    }

    static class SubmittedPerPlace {

        static void print(ExecutorService pool) {
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                for (int i = 0; i < snapshot.get().size(); i++) {
                    Place place = snapshot.get().place(i);
                    pool.submit(() -> System.out.println(place.name())); // escapes: SNAPSHOT_USE_AFTER_CLOSE
                }
            }
        }
    }

    static class RecordOfRow {

        record Found(Place place, int number) { // escapes: FIELD, RETURN
        }

        static String name() {
            Found found;
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                found = new Found(snapshot.get().place(7), 7);
            }
            return found.number() + found.place().name(); // missed: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static class ListAfter {

        static int total() {
            List<Place> places = new ArrayList<>();
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                places.addAll(snapshot.get().places().toList());
            }
            return places.stream().mapToInt(place -> place.name().length()).sum(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static class HelperTakes {

        private static Snapshot<Atlas> open() {
            return Atlas.current.snapshot();
        }

        static int size() {
            return open().get().size(); // escapes: SNAPSHOT_NOT_CLOSED
        }
    }
}
