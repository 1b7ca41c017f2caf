// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.atlas;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Right, and nothing may be found in it. */
// as programs are written
@SuppressWarnings("UnnecessaryLambda")
final class AtlasRight {

    private AtlasRight() {
    }

    static class RowsInTheMiddle {

        record Line(String name, int length) {
        }

        static List<Line> lines(int[] numbers) {
            return ScopedQsbr.read(guard -> {
                Atlas now = Atlas.current.get(guard);
                return java.util.Arrays.stream(numbers).mapToObj(now::place)
                        .filter(place -> !(place instanceof Place.Town))
                        .sorted(Comparator.comparing(Place::name))
                        .map(place -> new Line(place.name(), place instanceof Place.River river ? river.length() : 0))
                        .toList();
            });
        }
    }

    static class SwitchedRows {

        sealed interface Fact {

            record People(int count) implements Fact {
            }

            record Metres(int count) implements Fact {
            }
        }

        static List<Fact> facts() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().<Fact>map(place -> switch (place) {
                case Place.Town town -> new Fact.People(town.people());
                case Place.River river -> new Fact.Metres(river.length());
            }).toList());
        }
    }

    static class Statistics {

        static IntSummaryStatistics lengths() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().map(Place::name).mapToInt(String::length)
                    .summaryStatistics());
        }
    }

    static class CountedByName {

        static Map<String, Long> counts() {
            return ScopedQsbr.read(() -> Atlas.current.get().places()
                    .collect(Collectors.groupingBy(Place::name, TreeMap::new, Collectors.counting())));
        }
    }

    static class NamesAsMap {

        static Map<String, Integer> people() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().filter(Place.Town.class::isInstance)
                    .map(Place.Town.class::cast).collect(Collectors.toMap(Place.Town::name, Place.Town::people)));
        }
    }

    static class Identity {

        static List<String> names() {
            return ScopedQsbr.read(() -> {
                UnaryOperator<Place> same = place -> place;
                return Atlas.current.get().places().map(same).map(Place::name).toList();
            });
        }
    }

    static class RowToRow {

        static Map<String, String> names() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().collect(
                    Collectors.collectingAndThen(
                            Collectors.toMap(Place::name, place -> place),
                            byName -> Map.of("places", "" + byName.size()))));
        }
    }

    static class SnapshotCopies {

        static Map<String, String> names() {
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                return snapshot.get().places().collect(Collectors.groupingBy(Place::name,
                        Collectors.mapping(Place::name, Collectors.joining(", "))));
            }
        }
    }

    static class SnapshotRowToRow {

        static int distinct() {
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                Map<String, Place> byName = snapshot.get().places()
                        .collect(Collectors.toMap(Place::name, place -> place, (one, _) -> one));
                return byName.size();
            }
        }
    }

    static class NullSafeCloser {

        static <C extends AutoCloseable> void close(C closeable) {
            if (closeable == null) {
                return;
            }
            try {
                closeable.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        static String name(boolean wanted) {
            ReadGuard guard = null;
            try {
                guard = ScopedQsbr.open();
                return wanted ? Atlas.current.get(guard).name(0) : "";
            } finally {
                close(guard);
            }
        }
    }

    static class Using {

        static <C extends AutoCloseable, R> R using(C closeable, Function<? super C, ? extends R> body) {
            try (closeable) {
                return body.apply(closeable);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        static int size() {
            return using(ScopedQsbr.open(), guard -> Atlas.current.get(guard).size())
                    + using(Atlas.current.snapshot(), snapshot -> snapshot.get().size());
        }
    }

    static class InMemoryText {

        static int words(String text) {
            return ScopedQsbr.read(() -> {
                int words = Atlas.current.get().size();
                try (Scanner scanner = new Scanner(text);
                        BufferedReader lines = new BufferedReader(new StringReader(text))) {
                    while (scanner.hasNext()) {
                        words += scanner.next().length();
                    }
                    words += lines.readLine().length();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                return words;
            });
        }
    }

    static class InMemoryBytes {

        static int first() throws IOException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                byte[] bytes = Atlas.current.get(guard).name(0).getBytes(StandardCharsets.UTF_8);
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
                return in.readInt() + in.readUnsignedByte();
            }
        }
    }

    static class Printed {

        static String page() {
            StringWriter page = new StringWriter();
            try (PrintWriter out = new PrintWriter(page); ReadGuard guard = ScopedQsbr.open()) {
                Atlas.current.get(guard).places().forEach(place -> out.printf("%s%n", place.name()));
            }
            return page.toString();
        }
    }

    static class Iterated {

        static int length(int from) {
            return ScopedQsbr.read(() -> {
                Atlas now = Atlas.current.get();
                return Stream.iterate(now.place(from), place -> now.place(place.name().length()))
                        .limit(5).mapToInt(place -> place.name().length()).sum();
            });
        }
    }

    static class Accumulated {

        private final AtomicInteger longest = new AtomicInteger();
        private final AtomicLong sum = new AtomicLong();

        void look() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Atlas now = Atlas.current.get(guard);
                longest.accumulateAndGet(3, (one, other) -> Math.max(one, now.name(other).length()));
                sum.updateAndGet(before -> before + now.byteSize());
            }
        }
    }

    static class OwnInterface {

        interface Measure {

            int of(Place place);

            default Measure plus(Measure other) {
                return place -> of(place) + other.of(place);
            }
        }

        static int total(Measure measure) {
            return ScopedQsbr.read(() -> {
                int total = 0;
                for (Iterator<Place> each = Atlas.current.get().iterator(); each.hasNext();) {
                    total += measure.of(each.next());
                }
                return total;
            });
        }

        static int go() {
            Measure name = place -> place.name().length();
            return total(name.plus(place -> place instanceof Place.Town town ? town.people() : 0));
        }
    }

    static class Beside implements AutoCloseable {

        private final Snapshot<Atlas> snapshot;
        private final Place capital;
        private final Map<String, Place> index = new HashMap<>();

        Beside(QsbrReference<Atlas> reference) {
            snapshot = reference.snapshot();
            capital = snapshot.get().place(0);
            snapshot.get().places().forEach(place -> index.put(place.name(), place));
        }

        String capital() {
            return capital.name();
        }

        Optional<String> name(String name) {
            return Optional.ofNullable(index.get(name)).map(Place::name);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    static class InRecord {

        record Held(Snapshot<Atlas> snapshot, Place place) implements AutoCloseable {

            static Held of(int number) {
                Snapshot<Atlas> snapshot = Atlas.current.snapshot();
                try {
                    return new Held(snapshot, snapshot.get().place(number));
                } catch (RuntimeException e) {
                    snapshot.close();
                    throw e;
                }
            }

            @Override
            public void close() {
                snapshot.close();
            }
        }
    }

    static class Invoked {

        static int total(ExecutorService pool) throws Exception {
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                List<Callable<Integer>> tasks = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int number = i;
                    tasks.add(() -> snapshot.get().name(number).length());
                }
                int total = 0;
                for (Future<Integer> done : pool.invokeAll(tasks)) {
                    total += done.get();
                }
                return total;
            }
        }
    }

    static class Joined {

        static int size() throws InterruptedException {
            int[] size = new int[1];
            try (Snapshot<Atlas> snapshot = Atlas.current.snapshot()) {
                Thread reader = Thread.startVirtualThread(() -> size[0] = snapshot.get().size());
                reader.join();
            }
            return size[0];
        }
    }

    static class PerThread {

        static void start() {
            Snapshot<Atlas> snapshot = Atlas.current.snapshot();
            Thread.startVirtualThread(() -> {
                try (snapshot) {
                    System.out.println(snapshot.get().size());
                }
            });
        }
    }

    static class RoundByRound {

        static long total(int rounds) {
            long total = 0;
            for (int i = 0; i < rounds; i++) {
                int number = i;
                total += ScopedQsbr.read(() -> Atlas.current.get().name(number).length());
                ScopedQsbr.checkpoint();
            }
            return total;
        }
    }

    @GuardScoped
    static class Names implements Iterable<String> {

        private final Atlas atlas;

        Names(Atlas atlas) {
            this.atlas = atlas;
        }

        @Override
        @GuardScoped
        public Iterator<String> iterator() {
            return new Iterator<>() {

                private int next;

                @Override
                public boolean hasNext() {
                    return next < atlas.size();
                }

                @Override
                public String next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    return atlas.name(next++);
                }
            };
        }

        static int total() {
            return ScopedQsbr.read(() -> {
                int total = 0;
                for (String name : new Names(Atlas.current.get())) {
                    total += name.length();
                }
                return total;
            });
        }
    }

    @GuardScoped
    static class Cursor implements Iterator<Place> {

        private final Atlas atlas;
        private int next;

        Cursor(Atlas atlas) {
            this.atlas = atlas;
        }

        @Override
        public boolean hasNext() {
            return next < atlas.size();
        }

        @Override
        public Place next() {
            return atlas.place(next++);
        }

        static int total() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Cursor cursor = new Cursor(Atlas.current.get(guard));
                int total = 0;
                while (cursor.hasNext()) {
                    total += cursor.next().name().length();
                }
                return total;
            }
        }
    }

    static class GuardPassedDown {

        static String go(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return name(guard, number).orElse("none");
            }
        }

        private static Optional<String> name(ReadGuard guard, int number) {
            Atlas now = Atlas.current.get(guard);
            return number < now.size() ? Optional.of(now.name(number)) : Optional.empty();
        }
    }

    static class RetiresLast {

        private static void drop(Reclaimer reclaimer, Atlas old) {
            if (old != null && old.size() > 0) {
                reclaimer.retire(old);
            } else if (old != null) {
                old.reclaim();
            }
        }

        static int go(Reclaimer reclaimer, Map<String, Atlas> editions, Atlas next) {
            Atlas old = editions.put("now", next);
            drop(reclaimer, old);
            Collection<Atlas> others = List.copyOf(editions.values());
            editions.clear();
            others.forEach(reclaimer::retire);
            return others.size();
        }
    }

    static class RetiresOnFailure {

        private static Atlas load(Reclaimer reclaimer, int places) {
            Atlas made = new Atlas(places);
            boolean good = false;
            try {
                good = made.size() == places;
                return made;
            } finally {
                if (!good) {
                    reclaimer.retire(made);
                }
            }
        }

        static void go(Reclaimer reclaimer, QsbrReference<Atlas> reference) {
            reference.replace(load(reclaimer, 8));
        }
    }

    static class RetiresSome {

        static int go(Reclaimer reclaimer, List<Atlas> editions) {
            editions.stream().filter(edition -> edition.size() == 0).forEach(reclaimer::retire);
            editions.removeIf(edition -> edition.size() == 0);
            return editions.isEmpty() ? 0 : editions.getFirst().size();
        }
    }

    static class ReplacesField {

        private final Reclaimer reclaimer;
        private Atlas mine;

        ReplacesField(Reclaimer reclaimer, Atlas mine) {
            this.reclaimer = reclaimer;
            this.mine = mine;
        }

        int go(Atlas next) {
            reclaimer.retire(mine);
            mine = next;
            return mine.size();
        }

        private void renew() {
            mine = new Atlas(2);
        }

        int again() {
            reclaimer.retire(mine);
            renew();
            return mine.size();
        }
    }

    static class HolderOfCopies {

        record Holder<T>(T value) {
        }

        private String kept = "";

        void go() {
            ScopedQsbr.run(() -> {
                Holder<Object> holder = new Holder<>(Atlas.current.get().name(0));
                kept = (String) holder.value();
            });
        }
    }

    static class CopiedMemory {

        static MemorySegment copy(Arena arena) {
            return ScopedQsbr.read(() -> {
                MemorySegment bytes = Atlas.current.get().bytes(0);
                MemorySegment copy = arena.allocate(bytes.byteSize());
                MemorySegment.copy(bytes, 0, copy, 0, bytes.byteSize());
                return copy;
            });
        }

        static int[] numbers() {
            return ScopedQsbr.read(() -> Atlas.current.get().bytes(0).asSlice(0, 16).toArray(ValueLayout.JAVA_INT));
        }
    }

    static class Sorted {

        static String first() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().sorted(Comparator.comparing(Place::name))
                    .findFirst().map(Place::name).orElse("nowhere"));
        }
    }

    static class ArrayOfFunctions {

        static int[] measure(int number, List<ToIntFunction<Place>> measures) {
            return ScopedQsbr.read(() -> {
                Place place = Atlas.current.get().place(number);
                return measures.stream().mapToInt(measure -> measure.applyAsInt(place)).toArray();
            });
        }
    }

    static class ConsumerOnce {

        static void each(Consumer<? super Place> consumer) {
            ScopedQsbr.run(() -> Atlas.current.get().places().forEach(consumer));
        }

        static List<String> names() {
            List<String> names = new ArrayList<>();
            each(place -> names.add(place.name()));
            return names;
        }
    }

    static class Reduced {

        static String longest() {
            return ScopedQsbr.read(() -> Atlas.current.get().places()
                    .reduce((one, other) -> one.name().length() > other.name().length() ? one : other)
                    .map(Place::name).orElse(""));
        }
    }

    static class Gathered {

        static List<Integer> lengths() {
            return ScopedQsbr.read(() -> Atlas.current.get().places()
                    .gather(java.util.stream.Gatherers.windowFixed(2))
                    .map(pair -> pair.stream().mapToInt(place -> place.name().length()).sum()).toList());
        }
    }
}
