// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.atlas;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** Streams, iterators and optionals of places, whose elements leave the section. */
@SuppressWarnings({"UnusedVariable", "NonApiType"}) // fields that keep what escapes; a user's own types
final class AtlasElements {

    private AtlasElements() {
    }

    static class ToDeque {

        static Deque<Place> all() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().collect( // escapes: COLLECTION
                    Collectors.toCollection(ArrayDeque::new)));
        }
    }

    static class ByName {

        private Map<String, List<Place>> byName = Map.of();

        void index() {
            try (var guard = ScopedQsbr.open()) {
                byName = Atlas.current.get(guard).places().collect( // escapes: COLLECTION
                        Collectors.groupingBy(Place::name));
            }
        }
    }

    static class TownsFirst {

        static Map<Boolean, Set<Place>> split() {
            return ScopedQsbr.read(guard -> Atlas.current.get(guard).places()
                    .collect( // escapes: COLLECTION
                            Collectors.partitioningBy(place -> place instanceof Place.Town, Collectors.toSet())));
        }
    }

    static class BuilderIsConsumer {

        static Stream<Place> all() {
            Stream.Builder<Place> all = Stream.builder();
            ScopedQsbr.run(() -> Atlas.current.get().places().forEach(all)); // escapes: COLLECTION
            return all.build();
        }
    }

    static class Remaining {

        private final Set<Place> seen = new HashSet<>();

        void see() {
            ScopedQsbr.run(() -> Atlas.current.get().iterator().forEachRemaining(seen::add)); // escapes: COLLECTION
        }
    }

    static class Answer {

        static CompletableFuture<Place> ask(String name) {
            CompletableFuture<Place> answer = new CompletableFuture<>();
            ScopedQsbr.run(() -> Atlas.current.get().find(name).ifPresentOrElse(answer::complete, // escapes: HANDOVER
                    () -> answer.cancel(false)));
            return answer;
        }
    }

    static class Boxed {

        record Box<T>(T value) {
        }

        static List<Box<Place>> all() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().map(Box::new).toList()); // escapes: FIELD
        }
    }

    static class Teed {

        static List<Place> all() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().collect( // escapes: COLLECTION
                    Collectors.teeing(Collectors.toList(), Collectors.counting(), (list, _) -> list)));
        }
    }

    static class Longest {

        static Optional<Place> longest() {
            return ScopedQsbr.read(() -> Atlas.current.get().places() // escapes: SECTION_RESULT
                    .max(Comparator.comparing(Place::name)));
        }
    }

    static class Reduced {

        private Place last;

        void look() {
            ScopedQsbr.run(() -> last =
                    Atlas.current.get().places().reduce((_, next) -> next).orElseThrow()); // escapes: FIELD
        }
    }

    static class Arrayed {

        static Place[] all() {
            return ScopedQsbr.read(() -> Atlas.current.get().places() // escapes: RETURN
                    .sorted(Comparator.comparing(Place::name)).toArray(Place[]::new)); // escapes: ARRAY, SECTION_RESULT
        }
    }

    static class SegmentElements {

        static Set<MemorySegment> numbers() {
            return ScopedQsbr.read(() -> Atlas.current.get().bytes(0).elements(ValueLayout.JAVA_INT)
                    .collect(Collectors.toUnmodifiableSet())); // escapes: COLLECTION
        }
    }

    static class Windows {

        static List<List<Place>> pairs() {
            return ScopedQsbr.read(() -> Atlas.current.get().places()
                    .gather(Gatherers.windowFixed(2)).toList()); // escapes: COLLECTION
        }
    }

    static class SplitAdvance {

        private final List<Place> kept = new ArrayList<>();

        boolean one() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().spliterator()
                    .tryAdvance(kept::add)); // escapes: COLLECTION
        }
    }

    static class ThreeFunctions {

        static ArrayList<Place> all() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().collect( // escapes: COLLECTION
                    ArrayList::new, ArrayList::add, ArrayList::addAll));
        }
    }

    static class ByHand {

        private final Deque<Place> kept = new ArrayDeque<>();

        void all() {
            ScopedQsbr.run(() -> {
                for (Iterator<Place> each = Atlas.current.get().iterator(); each.hasNext();) {
                    kept.addLast(each.next()); // escapes: COLLECTION
                }
            });
        }
    }

    static class SetIfPresent {

        private final AtomicReference<Place> found = new AtomicReference<>();

        void find(String name) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Atlas.current.get(guard).find(name).ifPresent(found::set); // escapes: COLLECTION
            }
        }
    }

    static class ConsumerVariable {

        private final List<Place> kept = new ArrayList<>();

        void all() {
            Consumer<Place> keep = kept::add; // escapes: COLLECTION
            Consumer<Place> both = keep.andThen(place -> System.out.println(place.name()));
            ScopedQsbr.run(() -> Atlas.current.get().places().forEach(both));
        }
    }

    static class FlatMapped {

        static List<MemorySegment> all() {
            return ScopedQsbr.read(() -> Atlas.current.get().places()
                    .flatMap(place -> Stream.of(place.name(), place.bytes()))
                    .filter(MemorySegment.class::isInstance).map(MemorySegment.class::cast)
                    .toList()); // escapes: COLLECTION
        }
    }

    static class MultiMapped {

        static List<Place.Town> towns() {
            return ScopedQsbr.read(() -> Atlas.current.get().places().<Place.Town>mapMulti((place, down) -> {
                if (place instanceof Place.Town town) {
                    down.accept(town);
                }
            }).toList()); // escapes: COLLECTION
        }
    }

    static class CastTowns {

        private List<Place.Town> towns;

        void load() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                towns = Atlas.current.get(guard).places().filter(Place.Town.class::isInstance)
                        .map(Place.Town.class::cast).collect(Collectors.toList()); // escapes: COLLECTION
            }
        }
    }

    static class OrElseKept {

        private Place home;

        void go(String name, Supplier<Place> otherwise) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                home = Atlas.current.get(guard).find(name).orElseGet(otherwise); // escapes: FIELD
            }
        }
    }

    static class MappedKeys {

        static Map<Place, String> names() {
            return ScopedQsbr.read(() -> Atlas.current.get().places()
                    .collect(Collectors.toMap(place -> place, Place::name))); // escapes: COLLECTION
        }
    }

    static class Lazily {

        static Iterator<String> names() {
            return ScopedQsbr.read(() -> Atlas.current.get().places() // escapes: SECTION_RESULT
                    .map(Place::name).iterator());
        }
    }

    static class OverReference {

        static int size() {
            return ScopedQsbr.read(Atlas.current::get).size(); // escapes: SECTION_RESULT
        }
    }
}
