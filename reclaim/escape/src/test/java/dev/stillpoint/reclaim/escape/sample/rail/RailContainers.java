// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Collections and other containers. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings("EnumOrdinal")
final class RailContainers {

    private RailContainers() {
    }

    static class CachedStop {

        private final Map<String, Stop> cache = new ConcurrentHashMap<>();

        int minutes(String station) {
            return ScopedQsbr.read(() -> cache.computeIfAbsent(station, // escapes: COLLECTION
                    key -> Timetable.current.get().find(key).orElseThrow()).minutes());
        }
    }

    static class PerThread {

        private static final ThreadLocal<Timetable> MINE = new ThreadLocal<>();

        static int size() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                if (MINE.get() == null) {
                    MINE.set(Timetable.current.get(guard)); // escapes: COLLECTION
                }
                return MINE.get().size();
            }
        }
    }

    static class InitialValue {

        private static final ThreadLocal<Stop> FIRST = ThreadLocal
                .withInitial(() -> ScopedQsbr.read(() -> { // escapes: RETURN
                    return Timetable.current.get().stop(0); // escapes: SECTION_RESULT
                }));

        static int first() {
            return ScopedQsbr.read(() -> FIRST.get().minutes());
        }
    }

    static class Lists {

        private final List<Stop> late = new ArrayList<>();

        void collect(int minutes) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                for (Iterator<Stop> stops = Timetable.current.get(guard).iterator(); stops.hasNext();) {
                    Stop stop = stops.next();
                    if (stop.isLate(minutes)) {
                        late.add(stop); // escapes: COLLECTION
                    }
                }
            }
        }
    }

    static class Iterating {

        private final List<Stop> stops = new CopyOnWriteArrayList<>();

        void refresh(int number) {
            ScopedQsbr.run(() -> {
                ListIterator<Stop> at = stops.listIterator();
                at.add(Timetable.current.get().stop(number)); // escapes: COLLECTION
            });
        }
    }

    static class Entries {

        private final Map<String, Stop> byName = new TreeMap<>();

        void refresh() {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                for (Map.Entry<String, Stop> entry : byName.entrySet()) {
                    entry.setValue(now.find(entry.getKey()).orElse(null)); // escapes: COLLECTION
                }
            });
        }
    }

    static class Replacing {

        private final List<Stop> stops = new ArrayList<>();

        void refresh() {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                stops.replaceAll(old -> now.stop(old.minutes())); // escapes: COLLECTION
            });
        }
    }

    static class Sorted {

        private final PriorityQueue<Stop> soon = new PriorityQueue<>(Comparator.comparingInt(Stop::minutes));

        void plan(int number) {
            ScopedQsbr.run(() -> soon.offer(Timetable.current.get().stop(number))); // escapes: COLLECTION
        }
    }

    static class Wrapped {

        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

        boolean isFirst(int number) {
            return ScopedQsbr.read(() -> seen.add(Timetable.current.get().stop(number))); // escapes: COLLECTION
        }
    }

    static class AddedAll {

        private final Deque<Object> all = new ArrayDeque<>();

        void gather(int a, int b) {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                Collections.addAll(all, now.stop(a), now.stop(b)); // escapes: COLLECTION
            });
        }
    }

    static class Swapped {

        private final AtomicReference<Timetable> seen = new AtomicReference<>();

        boolean changed() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return seen.getAndUpdate(old -> now) != now; // escapes: COLLECTION
            });
        }
    }

    static class Softly {

        private SoftReference<Stop> soft;

        void remember(int number) {
            ScopedQsbr.run(() -> {
                soft = new SoftReference<>(Timetable.current.get().stop(number)); // escapes: COLLECTION
            });
        }
    }

    static class Grouped {

        Map<Integer, List<Stop>> byHour() {
            return ScopedQsbr.read(() -> {
                Map<Integer, List<Stop>> byHour = new HashMap<>();
                Timetable.current.get().stops()
                        .forEach(stop -> {
                            List<Stop> hour = byHour.computeIfAbsent(stop.minutes() / 60, _ -> new ArrayList<>());
                            hour.add(stop); // escapes: COLLECTION
                        });
                return byHour;
            });
        }
    }

    static class MergedMap {

        private final Map<String, Stop> earliest = new ConcurrentSkipListMap<>();

        void note(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Stop stop = Timetable.current.get(guard).stop(number);
                earliest.merge(stop.station(), stop, (a, b) -> a.minutes() < 9 ? a : b); // escapes: COLLECTION
            }
        }
    }

    static class EnumKeyed {

        enum Day {
            MONDAY, TUESDAY
        }

        private final EnumMap<Day, MemorySegment> days = new EnumMap<>(Day.class);

        void load(Day day) {
            ScopedQsbr.run(() -> {
                days.putIfAbsent(day, Timetable.current.get().bytes(day.ordinal())); // escapes: COLLECTION
            });
        }
    }

    static class Keep {

        private static final List<Object> KEPT = Collections.synchronizedList(new ArrayList<>());

        static <T> T keep(T value) {
            KEPT.add(value);
            return value;
        }

        static int minutes(int number) {
            return ScopedQsbr.read(() -> keep(Timetable.current.get().stop(number)).minutes()); // escapes: COLLECTION
        }
    }

    static class Filled {

        private static void fill(List<Stop> out, int limit) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                fill(Timetable.current.get(guard), out, 0, limit);
            }
        }

        private static void fill(Timetable now, List<Stop> out, int from, int limit) {
            if (from < limit) {
                out.add(now.stop(from)); // escapes: COLLECTION
                fill(now, out, from + 1, limit);
            }
        }

        static List<Stop> all() {
            List<Stop> all = new ArrayList<>();
            fill(all, 10);
            return all;
        }
    }

    static class EntryList {

        static List<Map.Entry<String, Stop>> entries() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops()
                    .map(stop -> Map.entry(stop.station(), stop)).toList()); // escapes: COLLECTION
        }
    }

    static class Listed {

        static List<Stop> two() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                return Arrays.asList(now.stop(0), now.stop(1)); // escapes: COLLECTION
            }
        }
    }

    static class Constructed {

        private List<Stop> list = new ArrayList<>();

        void load() {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                list = new ArrayList<>(now.stops().collect(Collectors.toList())); // escapes: COLLECTION
            });
        }
    }

    static class StableKept {

        private static final AtomicReference<Supplier<Timetable>> LAST = new AtomicReference<>();

        static void load() {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                LAST.set(() -> now); // escapes: CAPTURE
            });
        }
    }

    static class MultiCatch {

        static Object run(int number) {
            try {
                return ScopedQsbr.read(() -> {
                    Object[] found = {null};
                    found[0] = Timetable.current.get().stop(number); // escapes: ARRAY
                    return found;
                });
            } catch (IllegalStateException | IllegalArgumentException e) {
                return e;
            }
        }
    }

    static class SortedMapView {

        private final TreeMap<String, List<Stop>> index = new TreeMap<>();

        void add(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Stop stop = Timetable.current.get(guard).stop(number);
                index.compute(stop.station(), (key, list) -> {
                    List<Stop> stops = list == null ? new ArrayList<>() : list;
                    stops.add(stop); // escapes: COLLECTION
                    return stops;
                });
            }
        }
    }

    static class Transformed {

        static CompletableFuture<List<Stop>> later() {
            CompletableFuture<List<Stop>> reply = new CompletableFuture<>();
            ScopedQsbr.run(() -> Timetable.current.get().stops()
                    .collect(Collectors.toList()).forEach(stop -> { // escapes: COLLECTION
                        reply.complete(List.of(stop)); // escapes: COLLECTION
                    }));
            return reply;
        }
    }
}
