// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Streams, and functions that are used at once. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings("UnnecessaryLambda")
final class RailStreams {

    private RailStreams() {
    }

    static class Concatenated {

        static Stream<Stop> both(Stream<Stop> more) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Stream.concat(more, Timetable.current.get(guard).stops()); // escapes: RETURN
            }
        }
    }

    static class Generated {

        static Stream<Integer> minutes() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return IntStream.range(0, now.size()).mapToObj(now::minutes); // escapes: CAPTURE
            });
        }
    }

    static class AndThen {

        static List<Stop> sorted() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().collect(Collectors // escapes: COLLECTION
                    .collectingAndThen(Collectors.toCollection(ArrayList::new), Collections::unmodifiableList)));
        }
    }

    static class Support {

        static Stream<Stop> stream() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                Iterable<Stop> all = now::iterator; // escapes: RETURN, CAPTURE
                return StreamSupport.stream(all.spliterator(), false);
            }
        }
    }

    static class Parallel {

        static int sum() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return IntStream.range(0, now.size()).map(now::minutes).sum();
            });
        }

        static List<Integer> mapped(List<String> names, IntFunction<Integer> plus) {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return names.stream().map(now::find).flatMap(Optional::stream).map(Stop::minutes).map(plus::apply)
                        .toList();
            });
        }
    }

    static class Peeked {

        private Stop last;

        long count() {
            return ScopedQsbr.read(() -> {
                return Timetable.current.get().stops().peek(stop -> last = stop).count(); // escapes: FIELD
            });
        }
    }

    static class Teed {

        record Ends(Stop first, Stop last) { // escapes: FIELD, RETURN
        }

        static Object ends() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops()
                    .collect(Collectors.teeing( // escapes: COLLECTION
                            Collectors.minBy((a, b) -> a.minutes() - b.minutes()),
                            Collectors.maxBy((a, b) -> a.minutes() - b.minutes()),
                            (a, b) -> new Ends(a.orElseThrow(), b.orElseThrow()))));
        }
    }

    static class Partitioned {

        static Map<Boolean, List<Stop>> split(int minutes) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Timetable.current.get(guard).stops()
                        .collect(Collectors.partitioningBy(stop -> stop.isLate(minutes))); // escapes: COLLECTION
            }
        }
    }

    static class LazyStream {

        static Stream<String> stations() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().map(Stop::station)); // escapes: SECTION_RESULT
        }
    }

    static class MultiMapped {

        static List<Object> mixed() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().<Object>mapMulti((stop, sink) -> {
                sink.accept(stop.station());
                sink.accept(stop);
            }).toList()); // escapes: COLLECTION
        }
    }

    static class Boxed {

        static List<Object[]> rows() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops()
                    .map(stop -> new Object[] {stop.station(), stop})
                    .toList()); // escapes: COLLECTION
        }
    }

    static class OptionalKept {

        static Optional<Stop> find(String station) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Timetable.current.get(guard).find(station); // escapes: RETURN
            }
        }
    }

    static class UsedAtOnce {

        static int sum(int from) {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                IntFunction<Stop> at = now::stop;
                ToIntFunction<Stop> minutes = stop -> stop.minutes() + now.size();
                return minutes.applyAsInt(at.apply(from));
            });
        }

        static int sorted(List<Integer> numbers) {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                List<Integer> copy = new ArrayList<>(numbers);
                copy.sort((a, b) -> now.minutes(a) - now.minutes(b));
                copy.removeIf(number -> now.minutes(number) < 0);
                copy.replaceAll(now::minutes);
                return copy.size();
            });
        }
    }

    static class LocalRunnable {

        static String text(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Stop stop = Timetable.current.get(guard).stop(number);
                StringBuilder text = new StringBuilder();
                Runnable append = () -> text.append(stop.station());
                append.run();
                append.run();
                return text.toString();
            }
        }
    }

    static class Mapped {

        static Map<String, Integer> load(List<String> stations) {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return stations.stream().collect(Collectors.toMap(UnaryOperator.identity(),
                        station -> now.find(station).map(Stop::minutes).orElse(-1)));
            });
        }

        static List<String> flat() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return now.stops().flatMap(stop -> Stream.of(stop.station(), stop.station().trim())).toList();
            });
        }

        static List<Integer> multi() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().<Integer>mapMulti((stop, sink) -> {
                if (stop.minutes() > 0) {
                    sink.accept(stop.minutes());
                }
            }).toList());
        }

        static double average() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().mapToInt(Stop::minutes).average().orElse(0));
        }

        static List<Integer> windowed() {
            return ScopedQsbr.read(() -> {
                List<Integer> found = new ArrayList<>();
                Timetable.current.get().stops().takeWhile(stop -> stop.minutes() < 720).skip(2).limit(5)
                        .mapToInt(Stop::minutes).forEach(found::add);
                return found;
            });
        }
    }

    static class SupplierOfSection {

        private final Supplier<Integer> size = () -> ScopedQsbr.read(() -> Timetable.current.get().size());

        Supplier<String> first() {
            return () -> ScopedQsbr.read(() -> Timetable.current.get().station(0)) + size.get();
        }
    }
}
