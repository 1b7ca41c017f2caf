// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.shop;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Products of a stream, an iterator, an optional. */
final class ShopElements {

    private ShopElements() {
    }

    static class Teed {

        Map<String, Object> cheapestAndDearest() {
            return ScopedQsbr.read(() -> Catalog.today.get().products()
                    .collect(Collectors.teeing( // escapes: COLLECTION
                            Collectors.minBy(Comparator.comparingLong(Product::cents)),
                            Collectors.maxBy(Comparator.comparingLong(Product::cents)),
                            (low, high) -> Map.of("low", low, "high", high))));
        }
    }

    static class Dearest {

        private Product dearest;

        void look() {
            ScopedQsbr.run(() -> Catalog.today.get().products().reduce((a, b) -> a.cents() > b.cents() ? a : b)
                    .ifPresent(product -> dearest = product)); // escapes: FIELD
        }
    }

    static class Windows {

        List<List<Product>> pairs() {
            return ScopedQsbr.read(() -> Catalog.today.get().products()
                    .gather(Gatherers.windowFixed(2)).toList()); // escapes: COLLECTION
        }
    }

    static class Multi {

        List<MemorySegment> pictures() {
            return ScopedQsbr.read(() -> Catalog.today.get().products()
                    .<MemorySegment>mapMulti((product, sink) -> sink.accept(product.picture())) // allowed
                    .toList()); // escapes: COLLECTION
        }
    }

    static class TwoStreams {

        List<Product> ends() {
            return ScopedQsbr.read(() -> {
                Catalog now = Catalog.today.get();
                return Stream.concat(now.products().limit(1), now.products().skip(9)).toList(); // escapes: COLLECTION
            });
        }
    }

    static class HandLoop {

        private final List<Product> kept = new ArrayList<>();

        void fill() {
            ScopedQsbr.run(() -> {
                for (Iterator<Product> cursor = Catalog.today.get().cursor(); cursor.hasNext();) {
                    kept.add(cursor.next()); // escapes: COLLECTION
                }
            });
        }
    }

    static class Splits {

        private final Deque<Product> recent = new ArrayDeque<>();

        void first() {
            ScopedQsbr.run(() -> {
                Spliterator<Product> products = Catalog.today.get().products().spliterator();
                products.tryAdvance(recent::push); // escapes: COLLECTION
            });
        }
    }

    static class Ranked {

        private final PriorityQueue<Product> ranking = new PriorityQueue<>(Comparator.comparingLong(Product::cents));

        void rank(int id) {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                now.bySku("sku-" + id).ifPresentOrElse(ranking::offer, ranking::clear); // escapes: COLLECTION
            });
        }
    }

    static class Entries {

        Map.Entry<Integer, Product> entry(int id) {
            return ScopedQsbr.read(() -> Map.entry(id, Catalog.today.get().product(id))); // escapes: COLLECTION
        }
    }

    static class Frozen {

        List<Product> shelf() {
            return ScopedQsbr.read(guard -> {
                Catalog now = Catalog.today.get(guard);
                return List.of(now.product(1), now.product(2)); // escapes: COLLECTION
            });
        }
    }

    static class SeenSkus {

        private final Map<String, Product> seen = new ConcurrentHashMap<>();

        void merge(String sku, int id) {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                seen.merge(sku, now.product(id), (old, fresh) -> fresh); // escapes: COLLECTION
            });
        }

        void replaceAll() {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                seen.replaceAll((sku, old) -> now.bySku(sku).orElseThrow()); // escapes: COLLECTION
            });
        }
    }

    static class SliceOf {

        Optional<MemorySegment> picture(String sku) {
            return ScopedQsbr.read(() -> {
                Optional<Product> product = Catalog.today.get().bySku(sku);
                return product.map(Product::picture); // escapes: SECTION_RESULT
            });
        }
    }

    static class Peeked {

        private final List<MemorySegment> pictures = new ArrayList<>();

        long count() {
            return ScopedQsbr.read(() -> Catalog.today.get().products() // allowed
                    .peek(product -> pictures.add(product.picture())) // escapes: COLLECTION
                    .filter(product -> product.cents() > 0).count()); // allowed
        }
    }

    /** What follows ends inside the section, with copies. */
    static class Statistics {

        LongSummaryStatistics prices() {
            return ScopedQsbr.read(() -> Catalog.today.get().products() // allowed
                    .collect(Collectors.summarizingLong(Product::cents)));
        }
    }

    static class TeedCopies {

        String span() {
            return ScopedQsbr.read(() -> Catalog.today.get().products() // allowed
                    .collect(Collectors.teeing(Collectors.counting(), Collectors.summingLong(Product::cents),
                            (count, cents) -> count + " for " + cents)));
        }
    }

    static class CheapTitle {

        String cheapest() {
            return ScopedQsbr.read(() -> Catalog.today.get().products() // allowed
                    .min(Comparator.comparingLong(Product::cents)).map(Product::title).orElse("nothing"));
        }
    }

    static class Joined {

        String titles() {
            return ScopedQsbr.read(() -> {
                StringJoiner joiner = new StringJoiner(", ");
                Catalog.today.get().products().map(Product::title).forEach(joiner::add); // allowed
                return joiner.toString();
            });
        }
    }

    static class Sum {

        long total(List<Integer> cart) {
            long sum = 0;
            try (ReadGuard guard = ScopedQsbr.open()) {
                Catalog now = Catalog.today.get(guard);
                for (int id : cart) {
                    sum += now.product(id).cents(); // allowed
                }
            }
            return sum;
        }
    }

    static class Prices {

        Map<Integer, Long> prices() {
            return ScopedQsbr.read(() -> {
                Map<Integer, Long> prices = new TreeMap<>();
                Catalog.today.get().products().forEach(product -> prices.put(product.id(), product.cents())); // allowed
                return prices;
            });
        }
    }

    static class Flat {

        List<String> titles(List<List<Integer>> carts) {
            return ScopedQsbr.read(guard -> {
                Catalog now = Catalog.today.get(guard);
                return carts.stream().flatMap(List::stream).map(now::product).map(Product::title).distinct() // allowed
                        .toList();
            });
        }
    }

    static class Records {

        record Offer(int id, String title, long cents) {

            static Offer of(Product product) {
                return new Offer(product.id(), product.title(), product.cents());
            }
        }

        List<Offer> offers() {
            return ScopedQsbr.read(() -> Catalog.today.get().products().map(Offer::of).toList()); // allowed
        }
    }

    static class Numbers {

        int[] ids(int count) {
            return ScopedQsbr.read(() -> {
                Catalog now = Catalog.today.get();
                return IntStream.range(0, count).mapToObj(now::product) // allowed
                        .mapToInt(Product::id).toArray(); // allowed
            });
        }
    }

    static class CopiedPicture {

        private final Map<Integer, byte[]> pictures = new HashMap<>();

        byte[] picture(int id) {
            return pictures.computeIfAbsent(id, key -> ScopedQsbr.read(() -> // allowed
            Catalog.today.get().product(key).picture().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
        }
    }

    static class AnyMatch {

        boolean sells(String title) {
            return ScopedQsbr.read(() -> Catalog.today.get().products() // allowed
                    .map(Product::title).anyMatch(title::equals)); // allowed
        }
    }

    static class Printed {

        String page() {
            return ScopedQsbr.read(() -> {
                StringBuilder page = new StringBuilder();
                Iterator<Product> cursor = Catalog.today.get().cursor();
                while (cursor.hasNext()) {
                    Product product = cursor.next();
                    page.append(product.title()).append(' ').append(product.cents()).append('\n'); // allowed
                }
                return page.toString();
            });
        }
    }
}
