// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.meaning;

import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import java.lang.constant.ClassDesc;
import java.util.Map;
import java.util.Set;

/**
 * What the JDK's methods do with the elements of streams, iterators, optionals and collections, and Kotlin's with those
 * of sequences. By name and class: all
 * others hand on what they are called on.
 */
public final class ElementRules {

    /** What a collector keeps. */
    public enum Collecting {
        /** The elements themselves. */
        ELEMENTS,
        /** What the functions return that it was made of. */
        RESULTS,
        /** What the collectors keep that it was made of; the elements if there are none. */
        DOWNSTREAM,
        /** What functions make of the elements, if the collectors that it was made of would keep them. */
        MAPPED,
        /** Numbers and strings. */
        NOTHING
    }

    /** A container that is a function itself, which puts into it what it is given. */
    public static final String BUILDER = "java/util/stream/Stream$Builder";

    private static final String STREAMS = "java/util/stream/";
    private static final String STREAM = STREAMS + "Stream";
    private static final String OPTIONAL = "java/util/Optional";
    private static final Set<String> NUMBERS = Set.of("java/util/stream/IntStream", "java/util/stream/LongStream",
            "java/util/stream/DoubleStream");
    private static final Set<String> MAPPINGS = Set.of("map", "mapToObj", "flatMap", "mapMulti", "iterate", "generate");
    private static final Set<String> COUNTING = Set.of("clear", "isEmpty", "isPresent", "size");
    private static final Set<String> KEEPERS = Set.of("compute", "computeIfAbsent", "computeIfPresent", "merge",
            "replaceAll", "setAll", "parallelSetAll", "updateAndGet", "getAndUpdate", "accumulateAndGet",
            "getAndAccumulate");
    private static final Map<String, Collecting> COLLECTORS = Map.ofEntries(
            Map.entry("counting", Collecting.NOTHING), Map.entry("joining", Collecting.NOTHING),
            Map.entry("mapping", Collecting.MAPPED), Map.entry("flatMapping", Collecting.MAPPED),
            Map.entry("toMap", Collecting.RESULTS), Map.entry("toUnmodifiableMap", Collecting.RESULTS),
            Map.entry("toConcurrentMap", Collecting.RESULTS), Map.entry("filtering", Collecting.DOWNSTREAM),
            Map.entry("groupingBy", Collecting.DOWNSTREAM), Map.entry("groupingByConcurrent", Collecting.DOWNSTREAM),
            Map.entry("partitioningBy", Collecting.DOWNSTREAM), Map.entry("teeing", Collecting.DOWNSTREAM),
            Map.entry("collectingAndThen", Collecting.DOWNSTREAM));

    private ElementRules() {
    }

    /** Whether what the method is called on may be a container of the JDK's. */
    public static boolean isContainer(MethodId method) {
        return method.owner().startsWith("java/util/") || method.owner().equals("java/lang/Iterable")
                || KotlinRules.isSequence(method);
    }

    /** Whether it looks at the container only, and not at what is in it. */
    public static boolean onlyCounts(MethodId method) {
        return method.owner().startsWith("java/util/") && COUNTING.contains(method.name());
    }

    /** Whether it is called on a stream of numbers. */
    public static boolean isOfNumbers(MethodId method) {
        return NUMBERS.contains(method.owner());
    }

    /** Whether it makes a stream of numbers out of one of objects. */
    public static boolean makesNumbers(MethodId method) {
        return method.owner().startsWith(STREAMS) && method.name().startsWith("mapTo")
                && !method.name().equals("mapToObj");
    }

    /** Whether the elements of the result are what functions return that the method is given. */
    public static boolean maps(MethodId method) {
        return KotlinRules.maps(method) || ((method.owner().startsWith(STREAMS) || method.owner().startsWith(OPTIONAL))
                && (MAPPINGS.contains(method.name()) || method.name().startsWith("flatMap")));
    }

    /** Whether the elements of the result are those of the containers that functions return. */
    public static boolean flattens(MethodId method) {
        return method.owner().startsWith(STREAMS) && method.name().startsWith("flatMap");
    }

    /** Whether it makes a stream of its arguments. */
    public static boolean makesStream(MethodId method) {
        return method.owner().equals(STREAM) && method.name().startsWith("of");
    }

    /** Whether the elements go through a gatherer, which may make others of them. */
    public static boolean gathers(MethodId method) {
        return method.owner().equals(STREAM) && method.name().equals("gather");
    }

    /** Whether the result is what functions make of the elements, beginning with an argument. */
    public static boolean reducesToOthers(MethodId method) {
        return method.owner().equals(STREAM) && method.name().equals("reduce")
                && method.parameterCount() == 3;
    }

    /** Whether the method keeps what the functions return that it is given. */
    public static boolean keepsResults(MethodId method) {
        return method.owner().startsWith("java/util/") && KEEPERS.contains(method.name());
    }

    /** Whether the elements end in an array. */
    public static boolean makesArray(MethodId method) {
        return method.name().equals("toArray") && method.owner().startsWith("java/util/");
    }

    /** Whether the elements end in a collection. */
    public static boolean makesCollection(MethodId method) {
        return KotlinRules.collects(method)
                || (method.owner().startsWith(STREAMS) && method.name().equals("toList"));
    }

    /** Whether the elements go to a collector, or to functions that collect. */
    public static boolean collects(MethodId method) {
        return method.owner().startsWith(STREAMS) && method.name().equals("collect");
    }

    public static boolean makesIdentity(MethodId method) {
        return method.name().equals("identity") && method.owner().startsWith("java/util/function/");
    }

    public static boolean makesCollector(MethodId method) {
        return method.owner().equals(STREAMS + "Collectors") || isOwnCollector(method)
                || method.owner().equals(STREAMS + "Gatherers") || makesGatherer(method);
    }

    /** Whether it is the type of a collector or gatherer. */
    public static boolean isCollector(ClassDesc type) {
        String name = TypeNames.elementClass(type);
        return (STREAMS + "Collector").equals(name) || (STREAMS + "Gatherer").equals(name);
    }

    private static boolean isOwnCollector(MethodId method) {
        return method.owner().equals(STREAMS + "Collector") && method.name().equals("of");
    }

    /** Whether it makes a gatherer of functions. */
    public static boolean makesGatherer(MethodId method) {
        return method.owner().equals(STREAMS + "Gatherer") && method.name().startsWith("of");
    }

    public static Collecting collecting(MethodId maker) {
        String name = maker.name();
        // The functions of Collector.of are given the elements, and judged where they stand.
        if (isOwnCollector(maker) || makesGatherer(maker) || name.startsWith("summ") || name.startsWith("averaging")) {
            return Collecting.NOTHING;
        }
        if (name.equals("reducing") && maker.parameterCount() == 3) {
            return Collecting.RESULTS;
        }
        if (maker.owner().equals(STREAMS + "Gatherers")) {
            return name.startsWith("window") ? Collecting.ELEMENTS : Collecting.RESULTS;
        }
        return COLLECTORS.getOrDefault(name, Collecting.ELEMENTS);
    }
}
