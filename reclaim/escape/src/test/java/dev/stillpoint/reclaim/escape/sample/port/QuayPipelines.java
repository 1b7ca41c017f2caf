// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.averagingInt;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.filtering;
import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.maxBy;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.reducing;
import static java.util.stream.Collectors.summarizingInt;
import static java.util.stream.Collectors.summingInt;
import static java.util.stream.Collectors.teeing;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.IntSummaryStatistics;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Gatherer;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Right. */
// as programs are written
@SuppressWarnings("BoxingComparator")
final class QuayPipelines {

    private QuayPipelines() {
    }

    static class Joined {

        static String deepest() {
            return ScopedQsbr.read(() -> Quay.current.get().all().filter(berth -> berth.depth() > 5)
                    .sorted(comparingInt(Berth::depth).reversed()).map(Berth::name).collect(joining(", ", "[", "]")));
        }
    }

    static class Counted {

        static long walls() {
            return ScopedQsbr.read(guard -> Quay.current.get(guard).all().filter(Berth.Wall.class::isInstance).count());
        }
    }

    static class Grouped {

        static Map<Integer, List<String>> byDepth() {
            return ScopedQsbr.read(() -> Quay.current.get().all()
                    .collect(groupingBy(Berth::depth, TreeMap::new, mapping(Berth::name, toList()))));
        }
    }

    static class Partitioned {

        static Map<Boolean, Integer> depths() {
            return ScopedQsbr.read(() -> Quay.current.get().all()
                    .collect(partitioningBy(berth -> berth instanceof Berth.Wall, summingInt(Berth::depth))));
        }
    }

    static class MapOfRecords {

        record Info(String name, int depth) {
        }

        static Map<String, Info> infos() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Quay.current.get(guard).all().collect(toMap(Berth::name,
                        berth -> new Info(berth.name(), berth.depth()), (one, _) -> one, LinkedHashMap::new));
            }
        }
    }

    static class Summarised {

        static Map<Berth.Kind, IntSummaryStatistics> depths() {
            return ScopedQsbr.read(() -> Quay.current.get().all().collect(
                    groupingBy(Berth::kind, () -> new EnumMap<>(Berth.Kind.class), summarizingInt(Berth::depth))));
        }
    }

    static class ReducedToInt {

        static int depth() {
            return ScopedQsbr.read(
                    () -> Quay.current.get().all().reduce(0, (sum, berth) -> sum + berth.depth(), Integer::sum));
        }
    }

    static class Words {

        static List<String> words() {
            return ScopedQsbr.read(() -> Quay.current.get().all()
                    .flatMap(berth -> Arrays.stream(berth.name().split(" "))).distinct().sorted().toList());
        }
    }

    static class FlatRows {

        static List<String> names(List<List<Integer>> groups) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return groups.stream().flatMap(group -> group.stream().map(now::berth))
                        .filter(berth -> berth.depth() > 2).map(Berth::name).toList();
            });
        }
    }

    static class Multi {

        static List<String> walls() {
            return ScopedQsbr.read(() -> Quay.current.get().all().<String>mapMulti((berth, down) -> {
                if (berth instanceof Berth.Wall wall && wall.bollards() > 0) {
                    down.accept(wall.name());
                }
            }).toList());
        }
    }

    static class MultiRows {

        static int depth(int... numbers) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return IntStream.of(numbers).boxed().<Berth>mapMulti((number, down) -> {
                    if (number < now.size()) {
                        down.accept(now.berth(number));
                    }
                }).mapToInt(Berth::depth).sum();
            });
        }
    }

    static class Scanned {

        static List<Integer> sums() {
            return ScopedQsbr.read(() -> Quay.current.get().all()
                    .gather(Gatherers.scan(() -> 0, (Integer sum, Berth berth) -> sum + berth.depth())).toList());
        }
    }

    static class Folded {

        static String names() {
            return ScopedQsbr.read(() -> Quay.current.get().all()
                    .gather(Gatherers.<Berth, String>fold(() -> "", (text, berth) -> text + berth.name()))
                    .findFirst().orElse(""));
        }
    }

    static class Sliding {

        static List<Integer> steps() {
            return ScopedQsbr.read(() -> Quay.current.get().all().gather(Gatherers.windowSliding(2))
                    .filter(pair -> pair.size() == 2)
                    .map(pair -> pair.get(1).depth() - pair.get(0).depth()).toList());
        }
    }

    static class OwnGatherer {

        static Gatherer<Berth, ?, String> changes() {
            return Gatherer.ofSequential(() -> new int[] {-1}, (int[] last, Berth berth,
                    Gatherer.Downstream<? super String> down) -> {
                int depth = berth.depth();
                boolean changed = depth != last[0];
                last[0] = depth;
                return !changed || down.push(berth.name());
            });
        }

        static List<String> names() {
            return ScopedQsbr.read(() -> Quay.current.get().all().gather(changes()).toList());
        }
    }

    static class TakenWhile {

        static int[] depths() {
            return ScopedQsbr.read(() -> Quay.current.get().all().dropWhile(berth -> berth.depth() == 0)
                    .takeWhile(berth -> berth.depth() < 20).skip(1).limit(10).mapToInt(Berth::depth).toArray());
        }
    }

    static class IteratorConsumed {

        static String names() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                StringBuilder names = new StringBuilder();
                for (Iterator<Berth> each = Quay.current.get(guard).all().iterator(); each.hasNext();) {
                    Berth berth = each.next();
                    names.append(berth.number()).append(' ').append(berth.name()).append('\n');
                }
                return names.toString();
            }
        }
    }

    static class OwnSupplier {

        static String names() {
            return ScopedQsbr.read(() -> Quay.current.get().all()
                    .collect(StringBuilder::new, (text, berth) -> text.append(berth.name()), StringBuilder::append)
                    .toString());
        }

        static List<String> list() {
            return ScopedQsbr.read(() -> Quay.current.get().all()
                    .collect(ArrayList<String>::new, (names, berth) -> names.add(berth.name()), List::addAll));
        }
    }

    static class OwnCollector {

        static double mean() {
            Collector<Berth, int[], Double> mean = Collector.of(() -> new int[2], (sum, berth) -> {
                sum[0] += berth.depth();
                sum[1]++;
            }, (one, other) -> new int[] {one[0] + other[0], one[1] + other[1]}, sum -> sum[0] / (double) sum[1]);
            return ScopedQsbr.read(() -> Quay.current.get().all().collect(mean));
        }
    }

    static class Teed {

        record Total(long count, double mean) {
        }

        static Total total() {
            return ScopedQsbr.read(
                    () -> Quay.current.get().all().collect(teeing(counting(), averagingInt(Berth::depth), Total::new)));
        }
    }

    static class Downstream {

        static Map<Berth.Kind, Set<String>> words() {
            return ScopedQsbr.read(() -> Quay.current.get().all().collect(groupingBy(Berth::kind,
                    filtering(berth -> berth.depth() > 3,
                            flatMapping(berth -> Stream.of(berth.name().split(" ")), toSet())))));
        }
    }

    static class DeepestByKind {

        static Map<Berth.Kind, String> names() {
            return ScopedQsbr.read(() -> Quay.current.get().all().collect(groupingBy(Berth::kind,
                    collectingAndThen(maxBy(comparingInt(Berth::depth)), best -> best.map(Berth::name).orElse("")))));
        }
    }

    static class Deepest {

        static String name() {
            return ScopedQsbr.read(() -> Quay.current.get().all()
                    .max(comparingInt(Berth::depth).thenComparing(Berth::name)).map(Berth::name).orElseThrow());
        }
    }

    static class Primitive {

        static long total() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay now = Quay.current.get(guard);
                long sum = IntStream.range(0, now.size()).map(now::depth).asLongStream().sum();
                int most = IntStream.range(0, now.size()).mapToObj(now::berth).mapToInt(Berth::depth).max().orElse(0);
                return sum - most;
            }
        }
    }

    static class Matches {

        static boolean fits(int draught, String name) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return now.all().anyMatch(berth -> berth.depth() > draught)
                        && now.all().map(Berth::name).noneMatch(name::equals)
                        && now.all().allMatch(berth -> berth.number() >= 0);
            });
        }
    }

    static class Peeked {

        private final LongAdder depths = new LongAdder();

        List<String> names() {
            return ScopedQsbr.read(
                    () -> Quay.current.get().all().peek(berth -> depths.add(berth.depth())).map(Berth::name).toList());
        }
    }

    static class Concatenated {

        static String[] names(int first) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return Stream.concat(Stream.of(now.berth(first), now.berth(first + 1)), now.all().skip(4))
                        .map(Berth::name).distinct().toArray(String[]::new);
            });
        }
    }

    static class ClosedStream {

        static Set<String> names() {
            return ScopedQsbr.read(() -> {
                try (Stream<Berth> berths = Quay.current.get().all()) {
                    return berths.map(Berth::name).collect(toSet());
                }
            });
        }
    }

    static class GenericHelper {

        private static <R> List<R> select(Stream<Berth> berths, Function<? super Berth, ? extends R> copy) {
            return berths.<R>map(copy).toList();
        }

        static int total() {
            return ScopedQsbr.read(() -> {
                List<String> names = select(Quay.current.get().all(), Berth::name);
                List<Integer> depths = select(Quay.current.get().all(), Berth::depth);
                return names.size() + depths.getFirst();
            });
        }
    }

    static class MarkedHelper {

        @GuardScoped
        private static Stream<Berth> deep(Quay now, int depth) {
            return now.all().filter(berth -> berth.depth() >= depth).sorted(comparing(Berth::name));
        }

        static List<String> names(int depth) {
            return ScopedQsbr.read(() -> deep(Quay.current.get(), depth).map(Berth::name).toList());
        }
    }

    static class Crossed {

        static List<String> pairs() {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return now.all().flatMap(one -> now.all().filter(other -> other.number() > one.number())
                        .filter(other -> other.depth() == one.depth())
                        .map(other -> one.name() + "=" + other.name())).toList();
            });
        }
    }

    static class Reducing {

        static Map<String, Integer> depths() {
            return ScopedQsbr.read(() -> Quay.current.get().all().collect(groupingBy(
                    berth -> berth.name().substring(0, 1), reducing(0, Berth::depth, Integer::sum))));
        }
    }

    static class MostUsed {

        static Berth.Kind kind() {
            return ScopedQsbr.read(() -> Quay.current.get().all().collect(groupingBy(Berth::kind, counting()))
                    .entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(null));
        }
    }

    static class Spliterated {

        static int depth() {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                Iterable<Berth> berths = now::iterator;
                return StreamSupport.stream(berths.spliterator(), false).mapToInt(Berth::depth).sum();
            });
        }
    }

    static class EntriesOfRows {

        static List<String> ranked() {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return IntStream.range(0, now.size()).boxed().sorted(comparing(now::depth).thenComparing(now::name))
                        .map(number -> number + ": " + now.name(number)).toList();
            });
        }
    }

    static class FlatOptional {

        static List<Integer> depths(List<String> names) {
            return ScopedQsbr.read(guard -> {
                Quay now = Quay.current.get(guard);
                return names.stream().map(now::find).flatMap(found -> found.stream()).map(Berth::depth).toList();
            });
        }
    }
}
