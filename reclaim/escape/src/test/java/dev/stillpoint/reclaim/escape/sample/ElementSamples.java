// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Elements of streams, iterators, optionals and collections that a version lends. */
// wrong use is the point
@SuppressWarnings({"UnusedVariable", "ReturnValueIgnored", "FutureReturnValueIgnored", "CheckReturnValue"})
final class ElementSamples {

    private ElementSamples() {
    }

    static class Collected {

        List<Row> list(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows().toList()); // escapes: COLLECTION
        }

        Object[] array(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows().toArray()); // escapes: ARRAY
        }

        Set<Row> filtered(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows().filter(row -> row.key() > 3) // allowed
                    .sorted(Comparator.comparingInt(Row::key)).limit(3)
                    .collect(Collectors.toSet())); // escapes: COLLECTION
        }

        Map<Integer, List<Row>> grouped(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // allowed
                    .collect(Collectors.groupingBy(Row::key))); // escapes: COLLECTION
        }

        Map<Integer, Row> mapped(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // allowed
                    .collect(Collectors.toMap(Row::key, Function.identity()))); // escapes: COLLECTION
        }

        Map<Integer, MemorySegment> mappedParts(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // allowed
                    .collect(Collectors.toMap(Row::key, Row::bytes))); // escapes: COLLECTION
        }

        List<MemorySegment> parts(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows().map(Row::bytes).toList()); // escapes: COLLECTION
        }

        List<MemorySegment> partsByLambda(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // allowed
                    .map(row -> row.bytes()).collect(Collectors.toList())); // escapes: COLLECTION
        }

        List<MemorySegment> numbers(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().bytes().elements(ValueLayout.JAVA_INT) // allowed
                    .toList()); // escapes: COLLECTION
        }

        List<Row> accumulated(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // escapes: COLLECTION
                    .collect(ArrayList::new, ArrayList::add, ArrayList::addAll));
        }

        List<Row> flattened(QsbrReference<Pages> pages, List<Integer> keys) {
            return ScopedQsbr.read(() -> {
                Pages now = pages.get();
                return keys.stream().flatMap(key -> now.find(key).stream()).toList(); // escapes: COLLECTION
            });
        }

        List<Row> indexed(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> {
                Pages now = pages.get();
                return IntStream.range(0, 3).mapToObj(now::row).toList(); // escapes: COLLECTION
            });
        }

        Stream<Row> built(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> Stream.<Row>builder().add(pages.get().row(1)).build()); // escapes: COLLECTION
        }

        List<Row> byHelper(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> all(pages.get().rows())); // escapes: COLLECTION
        }

        List<Integer> keysByHelper(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> all(pages.get().rows().map(Row::key))); // allowed
        }

        private static <T> List<T> all(Stream<T> stream) {
            return stream.filter(Objects::nonNull).toList(); // allowed
        }
    }

    static class One {

        private Object kept;

        Optional<Row> first(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows().findFirst()); // escapes: SECTION_RESULT
        }

        Row found(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().find(3).orElseThrow()); // escapes: RETURN, SECTION_RESULT
        }

        Object next(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().iterator().next()); // escapes: SECTION_RESULT
        }

        void smallest(QsbrReference<Pages> pages) {
            ScopedQsbr.run(() -> {
                kept = pages.get().rows().min(Comparator.comparingInt(Row::key)).orElse(null); // escapes: FIELD
            });
        }

        void ofList(QsbrReference<Pages> pages) {
            ScopedQsbr.run(() -> {
                kept = pages.get().segments().get(0); // escapes: FIELD
                kept = pages.get().segments().iterator().next(); // escapes: FIELD
                kept = pages.get().segments(); // escapes: FIELD
                kept = pages.get().names(); // allowed
                kept = pages.get().names().get(0); // allowed
                kept = pages.get().segments().size(); // allowed
                kept = pages.get().segments().stream().map(MemorySegment::byteSize).toList(); // allowed
            });
        }

        void overlapping(QsbrReference<Pages> pages, MemorySegment other) {
            ScopedQsbr.run(() -> {
                kept = pages.get().bytes().asOverlappingSlice(other).orElse(other); // escapes: FIELD
            });
        }

        void made(QsbrReference<Pages> pages, Optional<String> name) {
            ScopedQsbr.run(() -> {
                Pages now = pages.get();
                kept = name.map(ignored -> now).orElse(null); // escapes: FIELD
                kept = name.map(ignored -> now.count()).orElse(0); // allowed
                kept = Objects.requireNonNullElseGet(kept, () -> now); // escapes: FIELD
            });
        }
    }

    static class FedToReferences {

        private final List<Object> list = new ArrayList<>();
        private final Queue<Row> queue = new ConcurrentLinkedQueue<>();
        private final AtomicReference<Row> last = new AtomicReference<>();
        private final CompletableFuture<Row> future = new CompletableFuture<>();
        private final Map<Integer, Object> map = new HashMap<>();
        private Object kept;

        void go(QsbrReference<Pages> pages) {
            ScopedQsbr.run(() -> pages.get().rows().forEach(list::add)); // escapes: COLLECTION
            ScopedQsbr.run(() -> pages.get().rows().forEach(queue::add)); // escapes: HANDOVER
            ScopedQsbr.run(() -> pages.get().rows().findFirst().ifPresent(last::set)); // escapes: COLLECTION
            ScopedQsbr.run(() -> pages.get().rows().findAny().ifPresent(future::complete)); // escapes: HANDOVER
            ScopedQsbr.run(() -> pages.get().iterator().forEachRemaining(list::add)); // escapes: COLLECTION
            ScopedQsbr.run(() -> pages.get().find(1).ifPresent(this::keep)); // allowed
            ScopedQsbr.run(() -> pages.get().segments().forEach(list::add)); // escapes: COLLECTION
            ScopedQsbr.run(() -> pages.get().segments().forEach(this::keepSegment)); // escapes: FIELD
            ScopedQsbr.run(() -> pages.get().names().forEach(list::add)); // allowed
            ScopedQsbr.run(() -> pages.get().rows().forEach(this::print)); // allowed
            ScopedQsbr.run(() -> pages.get().rows().map(Row::key).forEach(list::add)); // allowed
        }

        void boxes(QsbrReference<Pages> pages) {
            ScopedQsbr.run(() -> pages.get().rows().map(Box::new).forEach(this::print)); // escapes: FIELD
            ScopedQsbr.run(() -> pages.get().segments().stream().map(Box::new).count()); // escapes: FIELD
            ScopedQsbr.run(() -> pages.get().rows().map(Row::key).map(Box::new).count()); // allowed
        }

        void lambdas(QsbrReference<Pages> pages) {
            ScopedQsbr.run(() -> pages.get().segments().forEach(bytes -> {
                kept = bytes; // escapes: FIELD
                kept = bytes.byteSize(); // allowed
            }));
            ScopedQsbr.run(() -> {
                Pages now = pages.get();
                map.computeIfAbsent(1, key -> now.row(key)); // escapes: COLLECTION
                map.computeIfAbsent(1, key -> now.row(key).key()); // allowed
            });
        }

        private void keep(Row row) {
            kept = row; // escapes: FIELD
        }

        private void keepSegment(MemorySegment bytes) {
            kept = bytes; // allowed
        }

        private void print(Object row) {
            System.out.println(row);
        }
    }

    static class Box {

        private final Object value;

        Box(Object value) {
            this.value = value; // allowed
        }
    }

    /** Helpers whose lists are nobody's version: no caller hands them anything guarded. */
    static class PlainLists {

        private final List<Object> kept = new ArrayList<>();

        void later(List<?> values, List<Runnable> tasks) {
            values.forEach(value -> tasks.add(() -> System.out.println(value))); // allowed
        }

        void parts(List<MemorySegment> own) {
            own.forEach(part -> kept.add(part)); // allowed
            own.stream().filter(part -> part.byteSize() > 8).forEach(part -> kept.add(part)); // allowed
        }
    }

    /** Pipelines that end inside the section, and keep copies. */
    static class Copies {

        List<Integer> indexed(QsbrReference<Pages> pages, int count) {
            return ScopedQsbr.read(() -> {
                Pages now = pages.get();
                return IntStream.range(0, count).mapToObj(now::row).map(Row::key).toList(); // allowed
            });
        }

        int optional(QsbrReference<Pages> pages, OptionalInt wanted) {
            return ScopedQsbr.read(() -> {
                Pages now = pages.get();
                return wanted.stream().mapToObj(now::row).mapToInt(Row::key).sum(); // allowed
            });
        }

        List<Integer> byLambda(QsbrReference<Pages> pages, List<Integer> keys) {
            return ScopedQsbr.read(() -> {
                Pages now = pages.get();
                return keys.stream().map(key -> now.row(key)).map(row -> row.key()).toList(); // allowed
            });
        }

        Map<Integer, Long> counted(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // allowed
                    .collect(Collectors.groupingBy(Row::key, Collectors.counting()))); // allowed
        }

        Map<Boolean, List<Integer>> parted(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // allowed
                    .collect(Collectors.partitioningBy(row -> row.key() > 3, // allowed
                            Collectors.mapping(Row::key, Collectors.toList())))); // allowed
        }

        int size(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // allowed
                    .collect(Collectors.collectingAndThen(Collectors.toList(), List::size))); // allowed
        }

        String joined(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows().map(Row::key).map(String::valueOf) // allowed
                    .collect(Collectors.joining(","))); // allowed
        }

        Map<Integer, Long> table(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // allowed
                    .collect(Collectors.toMap(Row::key, row -> row.bytes().byteSize()))); // allowed
        }

        int first(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows().findFirst().map(Row::key).orElse(0)); // allowed
        }

        int reduced(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows().map(Row::key).reduce(0, Integer::sum)); // allowed
        }

        int iterated(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> {
                int sum = 0;
                for (Iterator<Row> rows = pages.get().iterator(); rows.hasNext();) {
                    sum += rows.next().key(); // allowed
                }
                return sum;
            });
        }

        List<MemorySegment> copied(QsbrReference<Pages> pages) {
            return ScopedQsbr.read(() -> pages.get().rows() // allowed
                    .map(row -> MemorySegment.ofArray(row.bytes().toArray(ValueLayout.JAVA_BYTE))).toList()); // allowed
        }
    }
}
