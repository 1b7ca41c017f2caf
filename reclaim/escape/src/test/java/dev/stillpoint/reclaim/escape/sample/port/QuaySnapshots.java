// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Right. */
final class QuaySnapshots {

    private QuaySnapshots() {
    }

    static class Session implements AutoCloseable {

        private final Snapshot<Quay> snapshot;
        private final List<Berth> free = new ArrayList<>();
        private Berth chosen;

        Session(QsbrReference<Quay> reference) {
            snapshot = reference.snapshot();
            snapshot.get().all().filter(berth -> berth.depth() > 4).forEach(free::add);
        }

        void choose(int index) {
            chosen = free.remove(index);
        }

        String chosen() {
            return chosen == null ? "none" : chosen.name();
        }

        @Override
        public void close() {
            chosen = null;
            free.clear();
            snapshot.close();
        }
    }

    static class HeldInRecord {

        record Held(Snapshot<Quay> snapshot, List<Berth> berths) implements AutoCloseable {

            static Held take() {
                Snapshot<Quay> snapshot = Quay.current.snapshot();
                boolean made = false;
                try {
                    Held held = new Held(snapshot, snapshot.get().all().toList()); // accused: SNAPSHOT_USE_AFTER_CLOSE
                    made = true;
                    return held;
                } finally {
                    if (!made) {
                        snapshot.close();
                    }
                }
            }

            @Override
            public void close() {
                snapshot.close();
            }
        }

        static int depth() {
            try (Held held = Held.take()) {
                return held.berths().stream().mapToInt(Berth::depth).sum();
            }
        }
    }

    static class Sessions implements AutoCloseable {

        private final Map<String, Snapshot<Quay>> sessions = new ConcurrentHashMap<>();

        void open(String user) {
            Snapshot<Quay> before = sessions.put(user, Quay.current.snapshot());
            if (before != null) {
                before.close();
            }
        }

        String name(String user, int number) {
            Snapshot<Quay> session = sessions.get(user);
            return session == null ? "" : session.get().name(number);
        }

        void end(String user) {
            Snapshot<Quay> session = sessions.remove(user);
            if (session != null) {
                session.close();
            }
        }

        @Override
        public void close() {
            sessions.values().forEach(Snapshot::close);
            sessions.clear();
        }
    }

    static class Shares {

        static void start(int readers) {
            try (Snapshot<Quay> snapshot = Quay.current.snapshot()) {
                for (int i = 0; i < readers; i++) {
                    int number = i;
                    Snapshot<Quay> share = snapshot.share();
                    Thread.startVirtualThread(() -> {
                        try (share) {
                            System.out.println(share.get().name(number));
                        }
                    });
                }
            }
        }
    }

    static class ClosedWhenComplete {

        static CompletableFuture<Long> bytes() {
            Snapshot<Quay> snapshot = Quay.current.snapshot();
            return CompletableFuture.supplyAsync(() -> snapshot.get().byteSize())
                    .whenComplete((_, _) -> snapshot.close());
        }
    }

    static class ClosedExecutor {

        static List<String> names(int count) throws ExecutionException, InterruptedException {
            List<Future<String>> names = new ArrayList<>();
            try (Snapshot<Quay> snapshot = Quay.current.snapshot();
                    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                Quay plan = snapshot.get();
                for (int i = 0; i < count; i++) {
                    int number = i;
                    names.add(executor.submit(() -> plan.name(number)));
                }
            }
            List<String> result = new ArrayList<>();
            for (Future<String> name : names) {
                result.add(name.get());
            }
            return result;
        }
    }

    static class InvokedAll {

        static int depth(ExecutorService executor) throws InterruptedException, ExecutionException {
            try (Snapshot<Quay> snapshot = Quay.current.snapshot()) {
                Collection<Callable<Integer>> tasks = snapshot.get().all()
                        .<Callable<Integer>>map(berth -> berth::depth).toList();
                int sum = 0;
                for (Future<Integer> done : executor.invokeAll(tasks)) {
                    sum += done.get();
                }
                return sum;
            }
        }
    }

    static class Latched {

        static int total(ExecutorService executor) throws InterruptedException {
            AtomicInteger total = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(2);
            try (Snapshot<Quay> snapshot = Quay.current.snapshot()) {
                for (int i = 0; i < 2; i++) {
                    int half = i;
                    executor.execute(() -> {
                        try {
                            total.addAndGet(snapshot.get().depth(half));
                        } finally {
                            done.countDown();
                        }
                    });
                }
                done.await();
            }
            return total.get();
        }
    }

    static class Slow {

        static void print(Appendable out) throws Exception {
            try (Snapshot<Quay> snapshot = Quay.current.snapshot()) {
                for (var each = snapshot.get().iterator(); each.hasNext();) {
                    Berth berth = each.next();
                    Thread.sleep(10);
                    out.append(berth.name());
                }
            }
        }
    }

    static class Memo implements AutoCloseable {

        private final Snapshot<Quay> snapshot;
        private final Map<Integer, Berth> berths = new HashMap<>();

        Memo(Snapshot<Quay> snapshot) {
            this.snapshot = snapshot;
        }

        int depth(int number) {
            return berths.computeIfAbsent(number, snapshot.get()::berth).depth();
        }

        @Override
        public void close() {
            snapshot.close();
        }

        static int go() {
            try (Memo memo = new Memo(Quay.current.snapshot())) {
                return memo.depth(0) + memo.depth(1);
            }
        }
    }

    static class Refreshed implements AutoCloseable {

        private Snapshot<Quay> held = Quay.current.snapshot();

        synchronized void refresh() {
            Snapshot<Quay> next = Quay.current.snapshot();
            Snapshot<Quay> before = held;
            held = next;
            before.close();
        }

        synchronized int size() {
            return held.get().size();
        }

        @Override
        public synchronized void close() {
            held.close();
        }
    }

    static class Taken {

        static Snapshot<Quay> take() {
            return Quay.current.snapshot();
        }

        static int size() {
            try (Snapshot<Quay> snapshot = take()) {
                return snapshot.get().size();
            }
        }
    }

    static class AllOf {

        static int total() {
            try (Snapshot<Quay> snapshot = Quay.current.snapshot()) {
                List<CompletableFuture<Integer>> futures = IntStream.range(0, 4)
                        .mapToObj(number -> CompletableFuture.supplyAsync(() -> snapshot.get().depth(number))).toList();
                CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
                return futures.stream().mapToInt(CompletableFuture::join).sum();
            }
        }
    }

    static class SeveralVersions {

        static boolean grows(List<QsbrReference<Quay>> quays) {
            List<Snapshot<Quay>> snapshots = new ArrayList<>();
            try {
                for (QsbrReference<Quay> quay : quays) {
                    snapshots.add(quay.snapshot());
                }
                int last = 0;
                for (Snapshot<Quay> snapshot : snapshots) {
                    if (snapshot.get().size() < last) {
                        return false;
                    }
                    last = snapshot.get().size();
                }
                return true;
            } finally {
                snapshots.forEach(Snapshot::close);
            }
        }
    }

    static class Exporter implements Runnable {

        private final Snapshot<Quay> snapshot;
        private final Appendable out;

        Exporter(Snapshot<Quay> snapshot, Appendable out) {
            this.snapshot = snapshot;
            this.out = out;
        }

        @Override
        public void run() {
            try {
                out.append(snapshot.get().name(0));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            } finally {
                snapshot.close();
            }
        }

        static void start(Appendable out) {
            Thread.ofVirtual().start(new Exporter(Quay.current.snapshot(), out));
        }
    }

    static class ThroughQueue {

        private final BlockingQueue<Snapshot<Quay>> plans;

        ThroughQueue(BlockingQueue<Snapshot<Quay>> plans) {
            this.plans = plans;
        }

        void send() throws InterruptedException {
            plans.put(Quay.current.snapshot());
        }

        int receive() throws InterruptedException {
            try (Snapshot<Quay> plan = plans.take()) {
                return plan.get().size();
            }
        }
    }

    static class LocalRows {

        static int compare() {
            try (Snapshot<Quay> snapshot = Quay.current.snapshot()) {
                Quay plan = snapshot.get();
                Berth[] ends = {plan.berth(0), plan.berth(plan.size() - 1)};
                Map<String, Berth> byName = new HashMap<>();
                plan.visit(berth -> byName.put(berth.name(), berth));
                List<Berth> all = plan.all().toList();
                return ends[0].depth() - ends[1].depth() + byName.size() + all.getLast().depth();
            }
        }
    }

    static class WithSnapshot {

        static <R> R with(Function<? super Quay, ? extends R> body) {
            try (Snapshot<Quay> snapshot = Quay.current.snapshot()) {
                return body.apply(snapshot.get());
            }
        }

        static List<String> names() {
            return with(plan -> plan.all().map(Berth::name).toList());
        }
    }

    static class JoinedThreads {

        static int total() throws InterruptedException {
            AtomicInteger total = new AtomicInteger();
            try (Snapshot<Quay> snapshot = Quay.current.snapshot()) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int number = i;
                    threads.add(Thread.ofPlatform().start(() -> total.addAndGet(snapshot.get().depth(number))));
                }
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            return total.get();
        }
    }
}
