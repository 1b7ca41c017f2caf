// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.shop;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Function;
import java.util.function.Supplier;

/** Keeping, handing over, rounds, boxes, retiring. */
// each class is a case of its own, written without a look at the others
@SuppressWarnings({"SameNameButDifferent", "BoxingComparator", "Finally"})
final class ShopKeeping {

    private ShopKeeping() {
    }

    static class Atomics {

        private final AtomicReferenceArray<Product> slots = new AtomicReferenceArray<>(8);
        private final AtomicStampedReference<Catalog> stamped = new AtomicStampedReference<>(null, 0);

        void keep(int id) {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                slots.set(id, now.product(id)); // escapes: COLLECTION
                stamped.compareAndSet(null, now, 0, 1); // escapes: COLLECTION
            });
        }
    }

    static class Weak {

        private WeakReference<Catalog> last;

        void keep() {
            ScopedQsbr.run(() -> {
                last = new WeakReference<>(Catalog.today.get()); // escapes: COLLECTION
            });
        }
    }

    static class Cleaned {

        private static final Cleaner CLEANER = Cleaner.create();

        void watch(Object owner) {
            ScopedQsbr.run(() -> {
                MemorySegment memory = Catalog.today.get().memory();
                CLEANER.register(owner, () -> System.out.println(memory.byteSize())); // escapes: CAPTURE
            });
        }
    }

    static class Transfer {

        private final LinkedTransferQueue<Product> queue = new LinkedTransferQueue<>();

        void send(int id) {
            ScopedQsbr.run(() -> {
                Product product = Catalog.today.get().product(id);
                System.out.println(queue.tryTransfer(product)); // escapes: HANDOVER
            });
        }
    }

    static class Completed {

        CompletableFuture<Product> find(int id) {
            return ScopedQsbr.read(() -> {
                Product product = Catalog.today.get().product(id);
                return CompletableFuture.completedFuture(product); // escapes: HANDOVER
            });
        }
    }

    static class Recursion {

        static final class Total extends RecursiveTask<Long> {

            private static final long serialVersionUID = 1L;
            private final transient Catalog now;

            Total(Catalog now) {
                this.now = now;
            }

            @Override
            protected Long compute() {
                return now.cents(0);
            }
        }

        void start() {
            ScopedQsbr.run(() -> ForkJoinPool.commonPool().execute(new Total(Catalog.today.get()))); // escapes: FIELD
        }
    }

    static class Boxes {

        record Box<T>(T value) {
        }

        private MemorySegment kept;

        void keep() {
            ScopedQsbr.run(() -> {
                Box<Catalog> box = new Box<>(Catalog.today.get()); // escapes: FIELD
                kept = box.value().memory(); // escapes: FIELD
            });
        }
    }

    static class Attributes {

        private final Map<String, Object> attributes = new HashMap<>();

        Object title() {
            ScopedQsbr.run(() -> attributes.put("catalog", Catalog.today.get())); // escapes: COLLECTION
            return ((Catalog) attributes.get("catalog")).title(0);
        }
    }

    static class Memo {

        static <T> Supplier<T> once(Supplier<T> supplier) {
            Object[] value = new Object[1];
            return () -> {
                if (value[0] == null) {
                    value[0] = supplier.get();
                }
                @SuppressWarnings("unchecked") T made = (T) value[0];
                return made;
            };
        }

        private final Supplier<Product> first = once(() -> Catalog.today.get().product(0)); // escapes: ARRAY, RETURN

        String title() {
            return ScopedQsbr.read(() -> first.get().title());
        }
    }

    static class Polling {

        void poll() {
            Catalog last = null;
            do {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    Catalog now = Catalog.today.get(guard);
                    if (last != null && last.size() != now.size()) { // escapes: USE_AFTER_CLOSE
                        System.out.println("changed");
                    }
                    last = now;
                }
            } while (!Thread.interrupted());
        }
    }

    static class Retrying {

        String title(int attempts) {
            Product product = null;
            for (int i = 0; i < attempts && product == null; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    product = Catalog.today.get(guard).product(i);
                }
            }
            return product == null ? "" : product.title(); // escapes: USE_AFTER_CLOSE
        }
    }

    static class RetiredThenPrinted {

        void swap(Reclaimer reclaimer, Catalog old) {
            try {
                reclaimer.retire(old);
            } finally {
                System.out.println("retired " + old.title(0)); // escapes: USE_AFTER_RETIRE
            }
        }
    }

    static class RetiredAll {

        int swap(Reclaimer reclaimer, Catalog old, Catalog older) {
            reclaimer.retireAll(List.of(old, older));
            return old.size(); // escapes: USE_AFTER_RETIRE
        }
    }

    static class HolderArray {

        String title(int id) {
            Product[] found = new Product[1];
            ScopedQsbr.run(() -> found[0] = Catalog.today.get().product(id)); // escapes: ARRAY
            return found[0].title();
        }
    }

    static class Inherited {

        private static final InheritableThreadLocal<Catalog> CURRENT = new InheritableThreadLocal<>();

        void enter() {
            ScopedQsbr.run(() -> CURRENT.set(Catalog.today.get())); // escapes: COLLECTION
        }
    }

    /** What follows is right. */
    static class Cached {

        private final Map<Integer, String> titles = new LinkedHashMap<>(16, 0.75f, true);

        String title(int id) {
            return titles.computeIfAbsent(id, key -> ScopedQsbr.read(() -> Catalog.today.get().title(key))); // allowed
        }
    }

    static class BoxOfCopies {

        record Box<T>(T value) {

            <R> Box<R> map(Function<T, R> function) {
                return new Box<>(function.apply(value)); // allowed
            }
        }

        Box<String> title(int id) {
            return ScopedQsbr.read(() -> new Box<>(Catalog.today.get().title(id))); // allowed
        }
    }

    static class Sorted {

        void sort(Integer[] ids) {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                Arrays.sort(ids, Comparator.comparingLong(now::cents)); // allowed
            });
        }

        void sortByTwo(List<Integer> ids) {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                ids.sort(Comparator.<Integer, String>comparing(now::title) // allowed
                        .thenComparing(now::cents).reversed()); // allowed
            });
        }
    }

    static class Accumulated {

        void add(LongAccumulator sum, int id) {
            ScopedQsbr.run(() -> sum.accumulate(Catalog.today.get().cents(id))); // allowed
        }
    }

    static class Merged {

        private final Map<String, Long> totals = new HashMap<>();

        void add(int id) {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                totals.merge(now.title(id), now.cents(id), Long::sum); // allowed
                totals.computeIfPresent("all", (key, sum) -> sum + now.cents(id)); // allowed
            });
        }
    }

    static class RoundsOfCopies {

        int changes(int rounds) {
            int changes = 0;
            long before = -1;
            for (int i = 0; i < rounds; i++) {
                long cents = ScopedQsbr.read(() -> Catalog.today.get().cents(0)); // allowed
                changes += cents == before ? 0 : 1;
                before = cents;
            }
            return changes;
        }
    }

    static class Reused {

        int sizes() {
            Catalog now;
            int size;
            try (ReadGuard guard = ScopedQsbr.open()) {
                now = Catalog.today.get(guard);
                size = now.size(); // allowed
            }
            try (ReadGuard guard = ScopedQsbr.open()) {
                now = Catalog.today.get(guard);
                return size + now.size(); // allowed
            }
        }
    }

    static class LocalClass {

        long total(List<Integer> cart) {
            return ScopedQsbr.read(() -> {
                Catalog now = Catalog.today.get();
                class Adder {

                    private long sum;

                    void add(int id) {
                        sum += now.cents(id); // allowed
                    }
                }
                Adder adder = new Adder(); // allowed
                cart.forEach(adder::add); // allowed
                return adder.sum;
            });
        }
    }

    static class RetiredLast {

        void swap(Reclaimer reclaimer, Catalog old) {
            String title = old.title(0);
            reclaimer.retire(old); // allowed
            System.out.println("retired " + title);
        }
    }

    static class LocalList {

        long two() {
            return ScopedQsbr.read(() -> {
                List<Product> products = new ArrayList<>();
                for (int id = 0; id < 10; id++) {
                    products.add(Catalog.today.get().product(id)); // accused: COLLECTION
                }
                products.sort(Comparator.comparingLong(Product::cents));
                return products.get(0).cents() + products.get(1).cents();
            });
        }
    }

    static class Cleanup {

        static void closeQuietly(AutoCloseable... resources) {
            for (AutoCloseable resource : resources) {
                if (resource != null) {
                    try {
                        resource.close();
                    } catch (Exception e) {
                        System.err.println("not closed: " + e);
                    }
                }
            }
        }

        int size() {
            ReadGuard guard = ScopedQsbr.open();
            try {
                return Catalog.today.get(guard).size();
            } finally {
                closeQuietly(guard);
            }
        }
    }

    static class OwnUse {

        static <C extends AutoCloseable, R> R use(C resource, Function<? super C, R> body) {
            try {
                return body.apply(resource);
            } finally {
                try {
                    resource.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        int size() {
            return use(ScopedQsbr.open(), guard -> Catalog.today.get(guard).size()); // allowed
        }
    }

    static class Loop {

        long cents(int attempts) {
            for (int i = 0;; i++) {
                ReadGuard guard = ScopedQsbr.open(); // allowed
                try {
                    return Catalog.today.get(guard).cents(i);
                } catch (IndexOutOfBoundsException e) {
                    if (i == attempts) {
                        throw e;
                    }
                } finally {
                    guard.close();
                }
            }
        }
    }
}
