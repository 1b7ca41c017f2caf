// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.VersionSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Copies that leave a section. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings("unused")
final class RailCopies {

    private RailCopies() {
    }

    static class CopiesOut {

        private final Map<String, Integer> cache = new ConcurrentHashMap<>();

        int minutes(String station) {
            return ScopedQsbr.read(() -> cache.computeIfAbsent(station,
                    key -> Timetable.current.get().find(key).map(Stop::minutes).orElse(-1)));
        }
    }

    static class RecordsOfCopies {

        record Departure(String station, int minutes) {

            static Departure of(Stop stop) {
                return new Departure(stop.station(), stop.minutes());
            }
        }

        private List<Departure> last = List.of();

        void load() {
            last = ScopedQsbr.read(() -> Timetable.current.get().stops().map(Departure::of).toList());
        }

        Departure one(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Departure.of(Timetable.current.get(guard).stop(number));
            }
        }
    }

    static class BytesOut {

        private byte[] last = {};

        void load(int number) {
            last = ScopedQsbr.read(() -> Timetable.current.get().bytes(number).toArray(ValueLayout.JAVA_BYTE));
        }

        MemorySegment heapCopy(int number) {
            return ScopedQsbr.read(() -> MemorySegment
                    .ofArray(Timetable.current.get().bytes(number).toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    static class FilledArrays {

        static int[] minutes() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                int[] all = new int[now.size()];
                for (int i = 0; i < all.length; i++) {
                    all[i] = now.minutes(i);
                }
                return all;
            }
        }

        static String[] stations() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().map(Stop::station).toArray(String[]::new));
        }
    }

    static class PuttingAll {

        private final Map<String, Integer> minutes = new HashMap<>();

        void put(String station, int when) {
            minutes.put(station, when);
        }

        void load(Map<String, Integer> corrections) {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                for (int i = 0; i < now.size(); i++) {
                    put(now.station(i), now.minutes(i));
                }
                corrections.forEach(this::put);
            });
        }

        void loadByHand(Map<String, Integer> corrections) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                put(now.station(0), now.minutes(0));
                corrections.forEach(this::put);
                corrections.forEach(minutes::putIfAbsent);
            }
        }
    }

    static class Counting {

        private long total;
        private boolean isFull;
        private String last = "";

        void count() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                total += now.stops().mapToInt(Stop::minutes).sum();
                isFull = now.size() > 1000;
                last = now.find("Basel").map(Stop::station).orElse("none");
            }
        }

        @Override
        public String toString() {
            return total + " " + isFull + last;
        }
    }

    static class Searching {

        static String latest() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                Stop best = null;
                for (Iterator<Stop> stops = now.iterator(); stops.hasNext();) {
                    Stop stop = stops.next();
                    if (best == null || stop.minutes() > best.minutes()) {
                        best = stop;
                    }
                }
                return best == null ? "none" : best.station();
            });
        }

        static String latestByStream() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().max(Comparator.comparingInt(Stop::minutes))
                    .map(Stop::station).orElse("none"));
        }

        static int reduced() {
            return ScopedQsbr.read(
                    () -> Timetable.current.get().stops().reduce((a, b) -> a.minutes() > b.minutes() ? a : b)
                            .map(Stop::minutes).orElse(0));
        }
    }

    static class LocalBits {

        static BitSet late(int limit) {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                BitSet late = new BitSet(now.size());
                now.stops().map(Stop::minutes).filter(minutes -> minutes > limit).forEach(late::set);
                return late;
            });
        }
    }

    static class Exceptions {

        static int strict(int number) {
            return ScopedQsbr.read(() -> {
                Stop stop = Timetable.current.get().stop(number);
                if (stop.minutes() < 0) {
                    throw new IllegalArgumentException("bad stop " + stop.station() + " at " + stop.minutes());
                }
                return stop.minutes();
            });
        }

        static int checked(int number) throws IOException {
            return ScopedQsbr.read(() -> {
                int minutes = Timetable.current.get().minutes(number);
                if (minutes < 0) {
                    throw new IOException("stop " + number);
                }
                return minutes;
            });
        }
    }

    static class PatternCopies {

        sealed interface Found permits Here, Nowhere {
        }

        record Here(String station, int minutes) implements Found {
        }

        record Nowhere() implements Found {
        }

        static Found find(String station) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return switch (Timetable.current.get(guard).find(station).orElse(null)) {
                    case null -> new Nowhere();
                    case Stop stop when stop.minutes() > 0 -> new Here(stop.station(), stop.minutes());
                    case Stop _ -> new Nowhere();
                };
            }
        }

        static int minutes(int number) {
            Object stop = number;
            return ScopedQsbr.read(() -> {
                Object view = Timetable.current.get().stop((Integer) stop);
                return view instanceof Stop(MemorySegment bytes) ? bytes.get(ValueLayout.JAVA_INT, 0) : 0;
            });
        }
    }

    static class Reader {

        private final VersionSource<Timetable> source;

        Reader(VersionSource<Timetable> source) {
            this.source = source;
        }

        int size() {
            return ScopedQsbr.read(() -> source.get().size());
        }
    }

    static class Grouping {

        static Map<Integer, Long> perHour() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops()
                    .collect(Collectors.groupingBy(stop -> stop.minutes() / 60,
                            Collectors.counting())));
        }

        static Map<String, Integer> byStation() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops()
                    .collect(Collectors.toMap(Stop::station, Stop::minutes, Math::min, TreeMap::new)));
        }

        static String joined() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().map(Stop::station).distinct().sorted()
                    .collect(Collectors.joining(", ")));
        }

        static Map<String, List<Integer>> lists() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops()
                    .collect(Collectors.groupingBy(Stop::station,
                            Collectors.mapping(Stop::minutes, Collectors.toList()))));
        }
    }

    static class Comparing {

        private int version = -1;

        boolean isChanged() {
            return ScopedQsbr.read(() -> {
                int now = System.identityHashCode(Timetable.current.get());
                boolean changed = now != version;
                version = now;
                return changed;
            });
        }
    }

    static class EqualsAndHash {

        static boolean isSame(int a, int b) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                return now.bytes(a).mismatch(now.bytes(b)) < 0 || Objects.equals(now.stop(a), now.stop(b));
            }
        }

        static String text(int a) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                return "%s at %d".formatted(now.station(a), now.minutes(a)) + now.stop(a);
            }
        }
    }

    static class CopiesToHeap {

        private final MemorySegment own = MemorySegment.ofArray(new byte[64]);

        void copy(int number) {
            ScopedQsbr.run(() -> own.copyFrom(Timetable.current.get().bytes(number)));
        }

        void copyToArena(int number, Arena arena) {
            MemorySegment copy = arena.allocate(64);
            ScopedQsbr.run(() -> {
                copy.copyFrom(Timetable.current.get().bytes(number));
            });
            keep(copy);
        }

        private MemorySegment kept;

        private void keep(MemorySegment copy) {
            kept = copy;
        }

        MemorySegment kept() {
            return kept;
        }
    }

    static class Numbers {

        private final LongAdder adder = new LongAdder();
        private final AtomicLong latest = new AtomicLong();
        private final Map<String, Integer> counts = new ConcurrentHashMap<>();
        private final AtomicReference<String> name = new AtomicReference<>("");

        void note() {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                adder.add(now.size());
                latest.accumulateAndGet(now.minutes(0), Math::max);
                counts.merge(now.station(0), 1, Integer::sum);
                name.set(now.station(1));
                name.updateAndGet(old -> old + now.station(2));
                now.stops().forEach(stop -> counts.merge(stop.station(), stop.minutes(), Integer::sum));
                now.iterator().forEachRemaining(stop -> adder.add(stop.minutes()));
            });
        }
    }

    static class Texts {

        static String joined() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                StringJoiner joiner = new StringJoiner(",");
                now.stops().map(Stop::station).forEach(joiner::add);
                return String.join(";", joiner.toString(), now.station(0), String.valueOf(now.minutes(0)));
            }
        }

        static List<String> listed() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return List.of(now.station(0), now.station(1));
            });
        }

        static Map<String, Integer> mapped() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return Map.of(now.station(0), now.minutes(0), "size", now.size());
            });
        }

        static int hash() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return Objects.hash(now.station(0), now.minutes(0));
            });
        }

        static void logged(System.Logger logger) {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                logger.log(System.Logger.Level.INFO, "{0} stops, {1}", now.size(), now.station(0));
                System.out.printf("%d%n", now.size());
            });
        }
    }

    static class ByteCopies {

        private final byte[] bytes = new byte[64];
        private final ByteBuffer own = ByteBuffer.allocate(64);

        void copy(int number) {
            ScopedQsbr.run(() -> {
                MemorySegment from = Timetable.current.get().bytes(number);
                MemorySegment.copy(from, ValueLayout.JAVA_BYTE, 0, bytes, 0, 64);
                own.clear().put(from.asByteBuffer());
            });
        }

        byte[] slice(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Timetable.current.get(guard).bytes(number).asSlice(8, 8).toArray(ValueLayout.JAVA_BYTE);
            }
        }

        ByteBuffer heap(int number) {
            return ScopedQsbr.read(() -> {
                ByteBuffer view = Timetable.current.get().bytes(number).asByteBuffer();
                ByteBuffer copy = ByteBuffer.allocate(view.remaining());
                copy.put(view);
                return copy.flip();
            });
        }
    }

    static class Tops {

        static List<Integer> earliest(int count) {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().sorted(Comparator.comparing(Stop::station))
                    .map(Stop::minutes).sorted().limit(count).collect(Collectors.toCollection(ArrayList::new)));
        }

        static PriorityQueue<Integer> queue() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                PriorityQueue<Integer> queue = new PriorityQueue<>();
                Timetable.current.get(guard).stops().mapToInt(Stop::minutes).forEach(queue::add);
                return queue;
            }
        }

        static Map<String, String> copied() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().collect(Collectors.collectingAndThen(
                    Collectors.toMap(Stop::station, stop -> "at " + stop.minutes(), (a, b) -> a, LinkedHashMap::new),
                    Collections::unmodifiableMap)));
        }

        static Optional<String> first() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().map(Stop::station).findFirst());
        }

        static Optional<Integer> found(String station) {
            return ScopedQsbr.read(() -> Timetable.current.get().find(station).map(Stop::minutes));
        }

        static int summary() {
            return ScopedQsbr.read(() -> {
                IntSummaryStatistics summary = Timetable.current.get().stops()
                        .collect(Collectors.summarizingInt(Stop::minutes));
                return summary.getMax() - summary.getMin();
            });
        }
    }
}
