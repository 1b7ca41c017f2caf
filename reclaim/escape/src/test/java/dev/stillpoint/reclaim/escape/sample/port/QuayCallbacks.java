// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Right. */
// as programs are written
@SuppressWarnings({"BoxingComparator", "ImmutableEnumChecker"})
final class QuayCallbacks {

    private QuayCallbacks() {
    }

    static class Template {

        abstract static class Report {

            final String make() {
                return ScopedQsbr.read(() -> {
                    StringBuilder page = new StringBuilder(title());
                    for (Iterator<Berth> each = Quay.current.get().iterator(); each.hasNext();) {
                        page.append(line(each.next())).append('\n');
                    }
                    return page.toString();
                });
            }

            String title() {
                return "Berths\n";
            }

            abstract String line(Berth berth);
        }

        static final class DepthReport extends Report {

            @Override
            String line(Berth berth) {
                return berth.name() + " " + berth.depth();
            }
        }
    }

    static class Visited {

        interface Visitor<R> {

            R wall(Berth.Wall wall);

            R buoy(Berth.Buoy buoy);
        }

        static <R> R accept(Berth berth, Visitor<R> visitor) {
            return switch (berth) {
                case Berth.Wall wall -> visitor.wall(wall);
                case Berth.Buoy buoy -> visitor.buoy(buoy);
            };
        }

        static String describe(int number) {
            return ScopedQsbr.read(() -> accept(Quay.current.get().berth(number), new Visitor<String>() {

                @Override
                public String wall(Berth.Wall wall) {
                    return "wall with " + wall.bollards();
                }

                @Override
                public String buoy(Berth.Buoy buoy) {
                    return "buoy on " + buoy.chain();
                }
            }));
        }
    }

    static class Lending {

        interface BerthReader<R> {

            R read(@GuardScoped Berth berth);
        }

        static <R> R with(int number, BerthReader<R> reader) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return reader.read(Quay.current.get(guard).berth(number));
            }
        }

        static String label(int number) {
            int depth = with(number, Berth::depth);
            return with(number, berth -> berth.name() + "/" + depth);
        }
    }

    static class WithFunction {

        static <R> Optional<R> with(String name, Function<? super Berth, ? extends R> copy) {
            return ScopedQsbr.read(() -> Quay.current.get().find(name).map(copy));
        }

        static int depth(String name) {
            return WithFunction.<Integer>with(name, Berth::depth).orElse(-1);
        }
    }

    static class Curried {

        static int difference(int one, int other) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                Function<Integer, Function<Integer, Integer>> difference =
                        first -> second -> now.depth(first) - now.depth(second);
                return difference.apply(one).apply(other);
            });
        }
    }

    static class Nested {

        static int most(List<List<String>> groups) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return groups.stream().mapToInt(group -> group.stream()
                        .mapToInt(name -> now.find(name).map(berth -> berth.depth() + now.depth(0)).orElse(0)).sum())
                        .max().orElse(0);
            });
        }
    }

    static class LocalFunction {

        static int total(List<String> names) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay now = Quay.current.get(guard);
                ToIntFunction<String> depth = name -> now.find(name).map(Berth::depth).orElse(0);
                IntUnaryOperator twice = number -> 2 * now.depth(number);
                return names.stream().mapToInt(depth).map(twice).sum();
            }
        }
    }

    static class EachName {

        static String all(List<String> names) {
            StringBuilder text = new StringBuilder();
            ScopedQsbr.run(() -> {
                Quay now = Quay.current.get();
                names.forEach(name -> text.append(now.depthOf(name)));
                now.visit(berth -> text.append(berth.name()));
                names.removeIf(now::has);
            });
            return text.toString();
        }
    }

    static class Cached {

        private final Map<Integer, String> names = new HashMap<>();
        private final Map<String, Integer> depths = new ConcurrentHashMap<>();

        String label(int number) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                String name = names.computeIfAbsent(number, now::name);
                return name + depths.computeIfAbsent(name, key -> now.depthOf(key));
            });
        }
    }

    static class Merged {

        static Map<String, Integer> depths(Map<String, Integer> before) {
            Map<String, Integer> depths = new HashMap<>(before);
            ScopedQsbr.run(() -> {
                Quay now = Quay.current.get();
                now.visit(berth -> depths.merge(berth.name(), berth.depth(), Integer::sum));
                depths.merge("all", now.size(), (one, other) -> one + other + now.depth(0));
                depths.replaceAll((name, depth) -> Math.max(depth, now.depthOf(name)));
                depths.compute("first", (_, depth) -> depth == null ? now.depth(0) : depth);
            });
            return depths;
        }
    }

    static class SortedByNow {

        static List<Integer> sorted(List<Integer> numbers) {
            List<Integer> sorted = new ArrayList<>(numbers);
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay now = Quay.current.get(guard);
                sorted.removeIf(number -> now.depth(number) < 3);
                sorted.sort(Comparator.comparingInt(now::depth).thenComparing(now::name));
            }
            return sorted;
        }
    }

    static class Extremes {

        static int range(List<Integer> numbers) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                Comparator<Integer> byDepth = Comparator.comparing(now::depth);
                return now.depth(Collections.max(numbers, byDepth)) - now.depth(Collections.min(numbers, byDepth));
            });
        }
    }

    static class Optionals {

        static String name(Integer number) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return Optional.ofNullable(number).filter(asked -> asked < now.size()).map(now::name)
                        .or(() -> Optional.of(now.name(1))).orElseGet(() -> now.name(0));
            });
        }
    }

    static class RowOptional {

        static int depth(String name, String other) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                Berth berth = now.find(name).or(() -> now.find(other)).orElseGet(() -> now.berth(0));
                return berth.depth();
            });
        }
    }

    static class Updated {

        private final AtomicReference<String> longest = new AtomicReference<>("");
        private final LongAccumulator deepest = new LongAccumulator(Math::max, 0);

        void look() {
            ScopedQsbr.run(() -> {
                Quay now = Quay.current.get();
                longest.updateAndGet(before -> now.name(0).length() > before.length() ? now.name(0) : before);
                longest.accumulateAndGet(now.name(1), (one, two) -> one.length() > two.length() ? one : two);
                now.visit(berth -> deepest.accumulate(berth.depth()));
            });
        }
    }

    static class Iterated {

        static List<String> round(int from) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                List<String> names = new ArrayList<>();
                IntStream.iterate(from, now::next).limit(now.size()).mapToObj(now::name).forEach(names::add);
                Stream.iterate(now.berth(from), berth -> berth.depth() > 0, berth -> now.berth(now.next(berth
                        .number())))
                        .limit(4).map(Berth::name).forEach(names::add);
                return names;
            });
        }
    }

    static class Messages {

        static String require(String name) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                Objects.requireNonNull(name, () -> "no name, but " + now.size() + " berths");
                return Objects.requireNonNullElseGet(System.getProperty(name), () -> now.name(1));
            });
        }
    }

    static class Strategy {

        enum Measure {
            DEPTH {
                @Override
                int of(Berth berth) {
                    return berth.depth();
                }
            },
            NAME {
                @Override
                int of(Berth berth) {
                    return berth.name().length();
                }
            };

            abstract int of(Berth berth);
        }

        static int total(Measure measure) {
            return ScopedQsbr.read(() -> Quay.current.get().all().mapToInt(measure::of).sum());
        }
    }

    static class StrategyWithFunction {

        enum Text {
            NAME(Berth::name), NUMBER(berth -> "#" + berth.number());

            interface Format {

                String text(Berth berth);
            }

            private final Format format;

            Text(Format format) {
                this.format = format;
            }

            String of(int number) {
                return ScopedQsbr.read(guard -> format.text(Quay.current.get(guard).berth(number)));
            }
        }
    }

    static class Listeners {

        interface DepthListener {

            void found(String name, int depth);
        }

        private final List<DepthListener> listeners = new ArrayList<>();

        void add(DepthListener listener) {
            listeners.add(listener);
        }

        void tell() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay.current.get(guard).visit(berth -> {
                    for (DepthListener listener : listeners) {
                        listener.found(berth.name(), berth.depth());
                    }
                });
            }
        }
    }

    static class LocalComparator {

        static void sort(List<Integer> numbers) {
            ScopedQsbr.run(() -> {
                Quay now = Quay.current.get();
                class ByDepth implements Comparator<Integer> {

                    @Override
                    public int compare(Integer one, Integer other) {
                        return Integer.compare(now.depth(one), now.depth(other));
                    }
                }
                numbers.sort(new ByDepth().reversed());
            });
        }
    }

    static class Anonymous {

        static int total() {
            int[] total = new int[1];
            ScopedQsbr.run(() -> {
                Quay now = Quay.current.get();
                now.visit(new Consumer<Berth>() {

                    private int seen;

                    @Override
                    public void accept(Berth berth) {
                        seen++;
                        total[0] += berth.depth() * seen + now.size();
                    }
                });
            });
            return total[0];
        }
    }

    static class ArrayHelpers {

        static int[] depths(Integer[] numbers) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                int[] depths = new int[now.size()];
                Arrays.setAll(depths, now::depth);
                Arrays.sort(numbers, Comparator.comparing(now::name));
                String[] names = new String[now.size()];
                Arrays.setAll(names, now::name);
                return names.length > 3 ? depths : new int[0];
            });
        }
    }

    static class OrderedSet {

        static List<Integer> ordered(List<Integer> numbers) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                TreeSet<Integer> set = new TreeSet<>(Comparator.comparing(now::name)); // accused: CAPTURE
                set.addAll(numbers);
                return List.copyOf(set);
            });
        }
    }

    static class Transformed {

        static int depth(String name) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return name.strip().<Integer>transform(now::depthOf);
            });
        }
    }

    static class Bound {

        static final ScopedValue<String> PORT = ScopedValue.newInstance();

        static int length() {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return ScopedValue.where(PORT, now.name(0)).call(() -> PORT.get().length() + now.depth(0));
            });
        }
    }

    static class Recursive {

        private static int sum(int from, int to, IntUnaryOperator function) {
            if (to - from == 1) {
                return function.applyAsInt(from);
            }
            int middle = (from + to) >>> 1;
            return sum(from, middle, function) + sum(middle, to, function);
        }

        static int depth() {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return sum(0, now.size(), now::depth);
            });
        }
    }

    static class Composed {

        static String text(int number) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                IntFunction<Berth> berth = now::berth;
                Function<Berth, String> text = ((Function<Berth, String>) Berth::name).andThen(String::strip);
                BiFunction<Integer, String, String> label = (at, name) -> at + name + now.depth(at);
                return label.apply(number, text.apply(berth.apply(number)));
            });
        }
    }

    static class RemainingRows {

        static int total() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                int[] total = new int[1];
                Iterator<Berth> berths = Quay.current.get(guard).iterator();
                if (berths.hasNext()) {
                    berths.next();
                }
                berths.forEachRemaining(berth -> total[0] += berth.depth());
                return total[0];
            }
        }
    }
}
