// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Gatherer;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Elements of streams and iterators that are kept. */
// as programs are written, and wrong on purpose
@SuppressWarnings({"UnusedVariable", "NonApiType", "BoxingComparator"})
final class PortElements {

    private PortElements() {
    }

    static class Grouped {

        static Map<Integer, List<Ship>> byTons() {
            return ScopedQsbr.read(() -> Port.current.get().ships()
                    .collect(Collectors.groupingBy(Ship::tons))); // escapes: COLLECTION
        }
    }

    static class Partitioned {

        private List<Ship> large = List.of();

        void refresh() {
            ScopedQsbr.run(() -> {
                Map<Boolean, List<Ship>> parts =
                        Port.current.get().ships().collect(Collectors // escapes: COLLECTION
                                .partitioningBy(Ship::isLarge));
                large = parts.get(true); // missed: FIELD
            });
        }

        int count() {
            return large.size();
        }
    }

    static class Teeing {

        static Map.Entry<Ship, Ship> extremes() {
            Comparator<Ship> order = Comparator.comparingInt(Ship::tons);
            return ScopedQsbr.read(() -> {
                Port now = Port.current.get();
                return now.ships().collect(Collectors.teeing( // escapes: COLLECTION
                        Collectors.minBy(order),
                        Collectors.maxBy(order),
                        (low, high) -> Map.entry(low.orElseThrow(), high.orElseThrow()))); // escapes: COLLECTION
            });
        }
    }

    static class MappedByName {

        static int tons(String name) {
            Map<String, Ship> byName;
            try (ReadGuard guard = ScopedQsbr.open()) {
                byName = Port.current.get(guard).ships()
                        .collect(Collectors.toMap(Ship::name, Function.identity())); // escapes: COLLECTION
            }
            return byName.get(name).tons(); // missed: USE_AFTER_CLOSE
        }
    }

    static class Reducing {

        static Optional<Ship> heaviest() {
            return ScopedQsbr.read(() -> Port.current.get().ships()
                    .collect(Collectors.reducing((one, other) -> one.tons() > other // escapes: COLLECTION
                            .tons() ? one : other)));
        }
    }

    static class FlatMapping {

        static Map<Boolean, Set<MemorySegment>> hulls() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Port.current.get(guard).ships().collect(Collectors.groupingBy( // escapes: COLLECTION
                        Ship::isLarge,
                        Collectors.flatMapping(ship -> Stream.of(ship.bytes()), Collectors.toSet())));
            }
        }
    }

    static class CollectingAndThen {

        private final List<Ship> shown = new ArrayList<>();

        void show() {
            ScopedQsbr.run(() -> shown.addAll(Port.current.get().ships()
                    .collect(Collectors.collectingAndThen(Collectors.toList(), List::copyOf)))); // escapes: COLLECTION
        }
    }

    static class FindFirst {

        static String go() {
            Optional<Ship> first =
                    ScopedQsbr.read(() -> Port.current.get().ships().filter(Ship::isLarge) // escapes: SECTION_RESULT
                            .findFirst());
            return first.map(Ship::name).orElse("none");
        }
    }

    static class Heaviest {

        static Ship go() {
            return ScopedQsbr.read(() -> Port.current.get().ships() // escapes: RETURN
                    .max(Comparator.comparingInt(Ship::tons)).orElseThrow()); // escapes: SECTION_RESULT
        }
    }

    static class ReducedSegment {

        static MemorySegment longest() {
            return ScopedQsbr.read(() -> Port.current.get().hulls()
                    .reduce(MemorySegment.NULL, (a, b) -> a.byteSize() >= b // escapes: SECTION_RESULT
                            .byteSize() ? a : b));
        }
    }

    static class MultiMapped {

        static List<Ship> twice() {
            return ScopedQsbr.read(() -> {
                Stream<Ship> doubled = Port.current.get().ships().mapMulti((ship, sink) -> {
                    sink.accept(ship);
                    sink.accept(ship);
                });
                return doubled.toList(); // escapes: COLLECTION
            });
        }
    }

    static class Windows {

        static int pairs() {
            List<List<Ship>> pairs = ScopedQsbr.read(() -> Port.current.get().ships().gather(Gatherers.windowFixed(2))
                    .toList()); // escapes: COLLECTION
            return pairs.stream().mapToInt(pair -> pair.getFirst().tons()).sum();
        }
    }

    static class OwnGatherer {

        private final List<Ship> seen = new ArrayList<>();

        long go() {
            Gatherer<Ship, ?, Ship> noting = Gatherer.ofSequential((_, ship, down) -> {
                seen.add(ship); // escapes: COLLECTION
                return down.push(ship);
            });
            return ScopedQsbr.read(() -> Port.current.get().ships().gather(noting).count());
        }
    }

    static class Built {

        static long go() {
            Stream.Builder<Ship> builder = Stream.builder();
            ScopedQsbr.run(() -> Port.current.get().ships().filter(Ship::isLarge) // escapes: COLLECTION
                    .forEach(builder));
            return builder.build().mapToLong(Ship::tons).sum();
        }
    }

    static class BuilderInLoop {

        static Stream<MemorySegment> go(int from, int to) {
            Stream.Builder<MemorySegment> hulls = Stream.builder();
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                for (int i = from; i < to; i++) {
                    hulls.add(now.hull(i)); // escapes: COLLECTION
                }
            }
            return hulls.build();
        }
    }

    static class Remaining {

        private final Deque<Ship> waiting = new ArrayDeque<>();

        void fill() {
            ScopedQsbr.run(() -> {
                Iterator<Ship> ships = Port.current.get().iterator();
                ships.next();
                ships.forEachRemaining(waiting::push); // escapes: COLLECTION
            });
        }
    }

    static class Splitting {

        static Spliterator<Ship> half() {
            return ScopedQsbr.read(() -> Port.current.get().ships().spliterator() // escapes: SECTION_RESULT
                    .trySplit());
        }
    }

    static class Advancing {

        private final AtomicReference<Ship> head = new AtomicReference<>();

        boolean go() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Spliterator<Ship> ships = Port.current.get(guard).docked().spliterator();
                return ships.tryAdvance(head::set); // escapes: COLLECTION
            }
        }
    }

    static class ReferenceSet {

        private final AtomicReference<Ship> flagship = new AtomicReference<>();

        void choose(String name) {
            ScopedQsbr.run(() -> Port.current.get().find(name).ifPresent(flagship::set)); // escapes: COLLECTION
        }
    }

    static class Completed {

        static CompletableFuture<Ship> ask(String name) {
            CompletableFuture<Ship> answer = new CompletableFuture<>();
            ScopedQsbr.run(() -> Port.current.get().find(name)
                    .ifPresentOrElse(answer::complete, () -> answer.cancel(false))); // escapes: HANDOVER
            return answer;
        }
    }

    static class Boxed {

        record Box(Ship content, long at) { // escapes: FIELD, RETURN

            Box(Ship content) {
                this(content, System.nanoTime());
            }
        }

        static List<Box> pack() {
            return ScopedQsbr.read(() -> Port.current.get().ships().map(Box::new).toList());
        }
    }

    static class SegmentElements {

        static List<MemorySegment> words() {
            return ScopedQsbr.read(() -> Port.current.get().hull(0)
                    .elements(ValueLayout.JAVA_INT).toList()); // escapes: COLLECTION
        }
    }

    static class SegmentElementsKept {

        private MemorySegment found;

        void search(int wanted) {
            ScopedQsbr.run(() -> Port.current.get().hull(1).elements(ValueLayout.JAVA_INT).forEach(word -> {
                if (word.get(ValueLayout.JAVA_INT, 0) == wanted) {
                    found = word; // escapes: FIELD
                }
            }));
        }
    }

    static class SortedIterator {

        private Iterator<Ship> next;

        void rewind() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                next = Port.current.get(guard).ships().sorted(Comparator.comparing(Ship::name))
                        .iterator(); // escapes: FIELD
            }
        }
    }

    static class Arrayed {

        static Ship[] all() {
            return ScopedQsbr.read(() -> Port.current.get().ships() // escapes: RETURN
                    .toArray(Ship[]::new)); // escapes: ARRAY, SECTION_RESULT
        }
    }

    static class ThreeFunctions {

        static ArrayList<Ship> all() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Port.current.get(guard).ships() // escapes: COLLECTION
                        .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
            }
        }
    }

    static class OwnCollector {

        private static final Collector<Ship, Deque<Ship>, Deque<Ship>> LAST_FIRST = // escapes: COLLECTION
                Collector.of(ArrayDeque::new, Deque::push, (a, b) -> a);

        static Deque<Ship> all() {
            return ScopedQsbr.read(() -> Port.current.get().ships().collect(LAST_FIRST)); // escapes: COLLECTION
        }
    }

    static class BestOfEach {

        private TreeMap<Integer, Optional<Ship>> best = new TreeMap<>();

        void refresh() {
            ScopedQsbr.run(() -> best = Port.current.get().ships().collect(Collectors.groupingBy( // escapes: COLLECTION
                    ship -> ship.tons() / 1000, TreeMap::new, Collectors.maxBy(Comparator.comparing(Ship::tons)))));
        }
    }

    static class SetInLoop {

        static int distinct() {
            Set<Ship> distinct = new HashSet<>();
            try (ReadGuard guard = ScopedQsbr.open()) {
                for (Ship ship : Port.current.get(guard).docked()) {
                    distinct.add(ship); // escapes: COLLECTION
                }
            }
            return distinct.size();
        }
    }

    static class Peeking {

        private final List<Ship> log = new ArrayList<>();

        String heaviest() {
            return ScopedQsbr.read(() -> Port.current.get().ships()
                    .peek(log::add) // escapes: COLLECTION
                    .max(Comparator.comparing(Ship::tons)).map(Ship::name).orElse(""));
        }
    }

    static class Supported {

        static ArrayDeque<Ship> queue() {
            return ScopedQsbr.read(() -> {
                Iterable<Ship> docked = Port.current.get().docked();
                return StreamSupport.stream(docked.spliterator(), false)
                        .dropWhile(Ship::isLarge)
                        .collect(Collectors.toCollection(ArrayDeque::new)); // escapes: COLLECTION
            });
        }
    }

    static class Concatenated {

        private Stream<Ship> both = Stream.empty();

        void more() {
            ScopedQsbr.run(() -> both = Stream.concat(both, Port.current.get().ships())); // escapes: FIELD
        }
    }
}
