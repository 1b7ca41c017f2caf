// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Threads, executors, futures, scoped values. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings({"FutureReturnValueIgnored", "unused"})
final class RailThreads {

    private RailThreads() {
    }

    static class Futures {

        private final Map<String, CompletableFuture<Integer>> waiting = new ConcurrentHashMap<>();

        void answer() {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                waiting.forEach((station, reply) -> reply.complete(now.find(station).map(Stop::minutes).orElse(-1)));
            });
        }

        int ask(String station) throws Exception {
            return waiting.computeIfAbsent(station, key -> new CompletableFuture<>()).get(1, TimeUnit.SECONDS);
        }
    }

    static class WriterThread implements Runnable {

        private final QsbrReference<Timetable> reference;
        private final Iterator<byte[]> files;

        WriterThread(QsbrReference<Timetable> reference, Iterator<byte[]> files) {
            this.reference = reference;
            this.files = files;
        }

        @Override
        public void run() {
            while (files.hasNext()) {
                Timetable next = Timetable.parse(files.next());
                if (next.size() == 0) {
                    next.reclaim();
                    continue;
                }
                reference.replace(next);
            }
        }
    }

    static class Executes {

        private final ExecutorService pool = Executors.newFixedThreadPool(2);

        void print(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Stop stop = Timetable.current.get(guard).stop(number);
                pool.submit(() -> System.out.println(stop.station())); // escapes: HANDOVER
            }
        }
    }

    static class PlainExecutor {

        private final Executor executor = Runnable::run;

        void print(int number) {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                executor.execute(() -> System.out.println(now.station(number))); // escapes: HANDOVER
            });
        }
    }

    static class Chained {

        CompletableFuture<String> station(int number) {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return CompletableFuture.supplyAsync(() -> number + 1).thenApply(now::station); // escapes: HANDOVER
            });
        }
    }

    static class Completed {

        CompletableFuture<Stop> stop(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                return CompletableFuture.completedFuture(now.stop(number)); // escapes: HANDOVER
            }
        }
    }

    static class Completes {

        void answer(CompletableFuture<Object> reply, int number) {
            ScopedQsbr.run(() -> reply.complete(Timetable.current.get().stop(number))); // escapes: HANDOVER
        }
    }

    static class VirtualThreads {

        void print(int number) {
            ScopedQsbr.run(() -> {
                Stop stop = Timetable.current.get().stop(number);
                Thread.startVirtualThread(() -> System.out.println(stop.minutes())); // escapes: HANDOVER
            });
        }
    }

    static class ThreadBuilder {

        Thread print(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                return Thread.ofVirtual().unstarted(() -> System.out.println(now.size())); // escapes: HANDOVER
            }
        }
    }

    static class OwnThread extends Thread {

        private final Timetable table;

        OwnThread(Timetable table) {
            this.table = table;
        }

        @Override
        public void run() {
            System.out.println(table.size());
        }

        static void begin() {
            ScopedQsbr.run(() -> new OwnThread(Timetable.current.get()).start()); // escapes: FIELD
        }
    }

    static class Timers {

        private final Timer timer = new Timer(true);

        void later(int number) {
            ScopedQsbr.run(() -> {
                Stop stop = Timetable.current.get().stop(number);
                timer.schedule(new TimerTask() { // escapes: HANDOVER

                    @Override
                    public void run() {
                        System.out.println(stop.station());
                    }
                }, 1000);
            });
        }
    }

    static class Scheduled {

        private final ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);

        void every(Duration pause) {
            Timetable now;
            try (ReadGuard guard = ScopedQsbr.open()) {
                now = Timetable.current.get(guard);
            }
            long millis = pause.toMillis();
            Runnable print = () -> System.out.println(now.size()); // escapes: USE_AFTER_CLOSE
            pool.scheduleAtFixedRate(print, 0, millis, TimeUnit.MILLISECONDS);
        }
    }

    static class Queued {

        private final BlockingQueue<Stop> queue = new ArrayBlockingQueue<>(10);

        boolean offer(int number) {
            return ScopedQsbr.read(() -> queue.offer(Timetable.current.get().stop(number))); // escapes: HANDOVER
        }
    }

    static class QueuedWithoutWaiting {

        private final ConcurrentLinkedQueue<Runnable> jobs = new ConcurrentLinkedQueue<>();

        void later(int number) {
            ScopedQsbr.run(() -> {
                Stop stop = Timetable.current.get().stop(number);
                jobs.add(() -> System.out.println(stop.station())); // escapes: HANDOVER
            });
        }
    }

    static class Invoked {

        private final ExecutorService pool = Executors.newCachedThreadPool();

        void all() throws InterruptedException {
            List<Callable<Integer>> tasks = new ArrayList<>();
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                for (int i = 0; i < 3; i++) {
                    int number = i;
                    tasks.add(() -> now.minutes(number)); // escapes: CAPTURE
                }
            }
            pool.invokeAll(tasks);
        }
    }

    static class Forked {

        static class Part extends RecursiveAction {

            private static final long serialVersionUID = 1;

            private final transient Timetable table;

            Part(Timetable table) {
                this.table = table;
            }

            @Override
            protected void compute() {
                System.out.println(table.size());
            }
        }

        void go() {
            ScopedQsbr.run(() -> {
                ForkJoinPool.commonPool().execute(new Part(Timetable.current.get())); // escapes: FIELD
            });
        }
    }

    static class Cleaned {

        private static final Cleaner CLEANER = Cleaner.create();

        void track(Object owner, int number) {
            ScopedQsbr.run(() -> {
                Stop stop = Timetable.current.get().stop(number);
                CLEANER.register(owner, () -> System.out.println(stop.minutes())); // escapes: CAPTURE
            });
        }
    }

    static class Hooked {

        void onExit() {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                Thread hook = new Thread(() -> System.out.println(now.size())); // escapes: HANDOVER
                Runtime.getRuntime().addShutdownHook(hook);
            });
        }
    }

    static class Exchanged {

        private final Exchanger<Object> exchanger = new Exchanger<>();

        Object swap(int number) throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Stop stop = Timetable.current.get(guard).stop(number);
                return exchanger.exchange(stop); // escapes: HANDOVER, BLOCKING_CALL
            }
        }
    }

    static class Tasked {

        FutureTask<Integer> task() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                return new FutureTask<>(now::size); // escapes: HANDOVER
            });
        }
    }

    static class Whenever {

        void then(CompletableFuture<Integer> number) {
            ScopedQsbr.run(() -> {
                Timetable now = Timetable.current.get();
                number.whenComplete((n, failure) -> System.out.println(now.station(n))); // escapes: HANDOVER
                number.thenAcceptAsync(n -> System.out.println(now.minutes(n))); // escapes: HANDOVER
            });
        }
    }

    static class ScopedBeyond {

        private static final ScopedValue<Timetable> TABLE = ScopedValue.newInstance();
        private Stop last;

        void go() {
            ScopedQsbr.run(() -> {
                ScopedValue.where(TABLE, Timetable.current.get()).run(this::work); // escapes: COLLECTION
            });
        }

        private void work() {
            last = TABLE.get().stop(0); // escapes: FIELD
        }
    }

    static class CarrierKept {

        private static final ScopedValue<Timetable> TABLE = ScopedValue.newInstance();
        private ScopedValue.Carrier carrier;

        void prepare() {
            ScopedQsbr.run(() -> {
                carrier = ScopedValue.where(TABLE, Timetable.current.get()); // escapes: COLLECTION
            });
        }

        void go() {
            carrier.run(() -> System.out.println(TABLE.get().size()));
        }
    }

    static class LockedWrapper {

        private final Map<String, Callable<String>> jobs = new ConcurrentHashMap<>();

        void plan(String name, int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Stop stop = Timetable.current.get(guard).stop(number);
                Callable<String> job = stop::station; // escapes: CAPTURE
                jobs.put(name, job);
            }
        }
    }

    static class TasksWithSections {

        private final ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();

        Future<String> station(int number) {
            return pool.submit(() -> ScopedQsbr.read(() -> Timetable.current.get().station(number)));
        }

        CompletableFuture<Integer> minutes(int number) {
            return CompletableFuture.supplyAsync(() -> ScopedQsbr.read(() -> Timetable.current.get().minutes(number)))
                    .thenApply(minutes -> minutes + 1);
        }

        void started(int number) {
            Thread.ofVirtual().start(() -> {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    System.out.println(Timetable.current.get(guard).station(number));
                }
            });
        }
    }

    static class CopiesHandedOver {

        private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(10);
        private final ExecutorService pool = Executors.newCachedThreadPool();

        void queue(int number) throws InterruptedException {
            String station = ScopedQsbr.read(() -> Timetable.current.get().station(number));
            queue.put(station);
        }

        void submit(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                String station = Timetable.current.get(guard).station(number);
                int minutes = Timetable.current.get(guard).minutes(number);
                pool.execute(() -> System.out.println(station + minutes));
            }
        }

        void complete(CompletableFuture<Integer> reply) {
            ScopedQsbr.run(() -> reply.complete(Timetable.current.get().size()));
        }
    }

    static class ScopedInside {

        private static final ScopedValue<Timetable> TABLE = ScopedValue.newInstance();

        int size() {
            return ScopedQsbr.read(() -> {
                return ScopedValue.where(TABLE, Timetable.current.get()).call(this::work); // accused: COLLECTION
            });
        }

        private int work() {
            return TABLE.get().size() + TABLE.get().minutes(0);
        }
    }

    static class ParallelCopies {

        static int sum() {
            return ScopedQsbr.read(() -> Timetable.current.get().stops().mapToInt(Stop::minutes).sum());
        }
    }

    static class PollsInside {

        private final ConcurrentLinkedQueue<Integer> wanted = new ConcurrentLinkedQueue<>();

        int sum() {
            return ScopedQsbr.read(() -> {
                Timetable now = Timetable.current.get();
                int sum = 0;
                for (Integer number = wanted.poll(); number != null; number = wanted.poll()) {
                    sum += now.minutes(number);
                }
                return sum;
            });
        }
    }

    static class DoneFutures {

        int sum(List<CompletableFuture<Integer>> parts) {
            return ScopedQsbr.read(() -> {
                int sum = Timetable.current.get().size();
                for (CompletableFuture<Integer> part : parts) {
                    sum += part.getNow(0);
                }
                return sum;
            });
        }

        int resultNow(Future<Integer> part) {
            return ScopedQsbr.read(() -> part.resultNow() + Timetable.current.get().size());
        }
    }

    static class SharedSnapshot {

        void print(ExecutorService pool, int number) {
            Snapshot<Timetable> snapshot = Timetable.current.snapshot();
            pool.execute(() -> {
                try (snapshot) {
                    System.out.println(snapshot.get().station(number));
                }
            });
        }
    }
}
