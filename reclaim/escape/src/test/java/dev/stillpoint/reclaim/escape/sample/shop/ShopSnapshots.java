// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.shop;

import dev.stillpoint.reclaim.Snapshot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Snapshots of the catalogue. */
final class ShopSnapshots {

    private ShopSnapshots() {
    }

    static class IteratedLate {

        int first() {
            Iterator<Product> cursor;
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                cursor = snapshot.get().cursor();
            }
            return cursor.next().id(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    static class LazyStream {

        Stream<String> titles() {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                return snapshot.get().products().map(Product::title); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class CalledLater {

        Supplier<String> title(int id) {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                Catalog now = snapshot.get();
                return () -> now.title(id); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class NotAwaited {

        CompletableFuture<Long> total() {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                Catalog now = snapshot.get();
                return CompletableFuture.supplyAsync(() -> now.cents(1)); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            }
        }
    }

    static class Refreshed {

        long changes(int rounds) {
            long sum = 0;
            Snapshot<Catalog> snapshot = Catalog.today.snapshot(); // allowed
            try {
                for (int i = 0; i < rounds; i++) {
                    sum += snapshot.get().cents(0);
                    snapshot = Catalog.today.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
                }
            } finally {
                snapshot.close();
            }
            return sum;
        }
    }

    static class OnlyIfBig {

        int size() {
            Snapshot<Catalog> snapshot = Catalog.today.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            int size = snapshot.get().size();
            if (size > 100) {
                snapshot.close();
            }
            return size;
        }
    }

    static class InCatch {

        int size() {
            Snapshot<Catalog> snapshot = Catalog.today.snapshot(); // escapes: SNAPSHOT_NOT_CLOSED
            try {
                return snapshot.get().size();
            } catch (IllegalStateException e) {
                snapshot.close();
                return 0;
            }
        }
    }

    static class SharedAndDropped {

        int size() {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                Snapshot<Catalog> share = snapshot.share(); // escapes: SNAPSHOT_NOT_CLOSED
                return share.get().size();
            }
        }
    }

    static class ClosedTwiceUsedBetween {

        String title() {
            Snapshot<Catalog> snapshot = Catalog.today.snapshot(); // allowed
            try {
                Product product = snapshot.get().product(3);
                snapshot.close();
                return product.title(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
            } finally {
                snapshot.close();
            }
        }
    }

    static class HelperCloses {

        private static void done(Snapshot<Catalog> snapshot) {
            snapshot.close();
        }

        int size() {
            Snapshot<Catalog> snapshot = Catalog.today.snapshot(); // allowed
            Catalog now = null;
            try {
                now = snapshot.get();
                System.out.println(now.title(1));
            } finally {
                done(snapshot);
            }
            return now.size(); // escapes: SNAPSHOT_USE_AFTER_CLOSE
        }
    }

    /** What follows is right. */
    static class StreamThatCloses {

        Stream<String> titles() {
            Snapshot<Catalog> snapshot = Catalog.today.snapshot(); // allowed
            try {
                return snapshot.get().products().map(Product::title).onClose(snapshot::close);
            } catch (RuntimeException | Error e) {
                snapshot.close();
                throw e;
            }
        }
    }

    static class Registry implements AutoCloseable {

        private final Map<String, Snapshot<Catalog>> open = new ConcurrentHashMap<>();

        void keep(String name) {
            open.computeIfAbsent(name, key -> Catalog.today.snapshot()); // allowed
        }

        @Override
        public void close() {
            open.values().forEach(Snapshot::close);
        }
    }

    static class Awaited {

        long total() throws InterruptedException, ExecutionException {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                Catalog now = snapshot.get();
                return CompletableFuture.supplyAsync(() -> now.cents(1)).get(); // allowed
            }
        }
    }

    static class PoolClosedFirst {

        void print() {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot();
                    ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int id = 0; id < 10; id++) {
                    int number = id;
                    Runnable printing = () -> System.out.println(snapshot.get().title(number));
                    pool.execute(printing);
                }
            }
        }
    }

    static class Latched {

        void print() throws InterruptedException {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                CountDownLatch done = new CountDownLatch(1);
                Thread.ofVirtual().start(() -> { // allowed
                    System.out.println(snapshot.get().size());
                    done.countDown();
                });
                done.await();
            }
        }
    }

    static class AllInvoked {

        int total(ExecutorService pool) throws InterruptedException {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                Catalog now = snapshot.get();
                return pool.invokeAll(List.of(() -> now.size(), () -> now.size())).size(); // allowed
            }
        }
    }

    static class ShareForEach {

        void print(ExecutorService pool) {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                Snapshot<Catalog> share = snapshot.share(); // allowed
                pool.execute(() -> {
                    try (share) {
                        System.out.println(share.get().size());
                    }
                });
            }
        }
    }

    static class View implements AutoCloseable {

        private final Snapshot<Catalog> snapshot;
        private final List<Product> page = new ArrayList<>();
        private Iterator<Product> cursor;

        View(Snapshot<Catalog> snapshot) {
            this.snapshot = snapshot;
            cursor = snapshot.get().cursor(); // allowed
        }

        static View open() {
            return new View(Catalog.today.snapshot()); // allowed
        }

        List<Product> next(int count) {
            page.clear();
            while (page.size() < count && cursor.hasNext()) {
                page.add(cursor.next()); // allowed
            }
            return page; // allowed
        }

        void rewind() {
            cursor = snapshot.get().cursor(); // allowed
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }

    static class Nullable {

        int size(boolean wanted) {
            Snapshot<Catalog> snapshot = null;
            try {
                if (wanted) {
                    snapshot = Catalog.today.snapshot(); // allowed
                }
                return snapshot == null ? 0 : snapshot.get().size();
            } finally {
                if (snapshot != null) {
                    snapshot.close();
                }
            }
        }
    }

    static class Slow {

        int size() throws InterruptedException {
            try (Snapshot<Catalog> snapshot = Catalog.today.snapshot()) {
                Thread.sleep(1000); // allowed
                return snapshot.get().size();
            }
        }
    }
}
