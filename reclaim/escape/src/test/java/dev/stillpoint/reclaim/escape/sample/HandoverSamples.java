// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ReaderThread;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Queue;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Threads, executors, futures, queues. */
final class HandoverSamples {

    private HandoverSamples() {
    }

    static class Threads {

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                Thread.ofVirtual().start(() -> now.remember()); // escapes: HANDOVER
                Thread.startVirtualThread(now::remember); // escapes: HANDOVER
                new Thread(() -> now.remember()).start(); // escapes: HANDOVER
                new ReaderThread(() -> now.remember()).start(); // escapes: HANDOVER
                Thread thread = Thread.ofPlatform().unstarted(now::remember); // escapes: HANDOVER
                thread.start();
                Thread.startVirtualThread(() -> ScopedQsbr.run(() -> table.get().remember())); // allowed
            });
        }

        void readInSubclass(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                new Thread() {
                    @Override
                    public void run() {
                        now.remember();
                    }
                }.start(); // escapes: HANDOVER
            });
        }
    }

    static class Executors {

        void read(QsbrReference<Table> table, Executor executor, ScheduledExecutorService timer) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Table now = table.get(guard);
                executor.execute(() -> System.out.println(table.get(guard))); // escapes: HANDOVER
                executor.execute(now::remember); // escapes: HANDOVER
                timer.schedule(() -> now.number(0), 1, TimeUnit.SECONDS).cancel(true); // escapes: HANDOVER
                executor.execute(() -> System.out.println("nothing captured")); // allowed
            }
        }

        Future<Integer> submit(QsbrReference<Table> table, ExecutorService executor) {
            return ScopedQsbr.read(() -> {
                MemorySegment memory = table.get().segment();
                return executor.submit(() -> memory.hashCode()); // escapes: HANDOVER
            });
        }

        void everyDoor(QsbrReference<Table> table, ForkJoinPool pool, Timer timer) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                pool.execute(() -> now.remember()); // escapes: HANDOVER
                new FutureTask<>(() -> now.number(0)).run(); // escapes: HANDOVER
                timer.schedule(new TimerTask() { // escapes: HANDOVER
                    @Override
                    public void run() {
                        now.remember();
                    }
                }, 1);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> now.remember())); // escapes: HANDOVER
            });
        }

        void submitAll(QsbrReference<Table> table, ExecutorService executor) throws InterruptedException {
            Table now = table.get();
            executor.invokeAll(List.of(() -> now.number(0))); // escapes: CAPTURE
        }
    }

    static class Futures {

        CompletableFuture<Integer> read(QsbrReference<Table> table, CompletableFuture<Object> other) {
            return ScopedQsbr.read(() -> {
                Table now = table.get();
                other.complete(now); // escapes: HANDOVER
                other.complete(now.country(0)); // allowed
                return CompletableFuture.supplyAsync(() -> now.number(0)) // escapes: HANDOVER
                        .thenApply(number -> number + now.number(1)); // escapes: HANDOVER
            });
        }
    }

    static class JoinedInside {

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                CompletableFuture.runAsync(() -> now.remember()).join(); // escapes: HANDOVER, BLOCKING_CALL
            });
        }
    }

    static class Worker extends Thread {

        private final Table table;

        Worker(Table table) {
            this.table = table; // allowed
        }

        @Override
        public void run() {
            table.remember();
        }

        static void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> new Worker(table.get()).start()); // escapes: FIELD
        }
    }

    record Message(MemorySegment body) {

        static void send(QsbrReference<Table> table, Queue<Message> queue) {
            ScopedQsbr.run(() -> {
                queue.add(new Message(table.get().segment())); // escapes: FIELD
            });
        }
    }

    static class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient Table table;

        Failure(Table table) {
            this.table = table; // allowed
        }

        static void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                if (table.get().number(0) == 0) {
                    throw new IllegalStateException("no number in " + table.get()); // allowed
                }
                throw new Failure(table.get()); // escapes: FIELD
            });
        }

        int number() {
            return table.number(0);
        }
    }

    static class Queues {

        final Queue<Object> inbox = new ConcurrentLinkedQueue<>();

        void read(QsbrReference<Table> table, BlockingQueue<Object> queue) {
            ScopedQsbr.run(() -> {
                queue.offer(table.get().row(0)); // escapes: HANDOVER
                queue.offer(table.get().country(0)); // allowed
                inbox.add(table.get()); // escapes: HANDOVER
            });
        }
    }

    static class Deferred {

        private final Executor executor;

        Deferred(Executor executor) {
            this.executor = executor;
        }

        void later(MemorySegment memory) {
            executor.execute(() -> memory.fill((byte) 1)); // allowed
        }

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> later(table.get().segment())); // escapes: HANDOVER
        }
    }

    interface Sink {

        void accept(Table table);
    }

    static class QueueingSink implements Sink {

        private final Queue<Table> queue = new ConcurrentLinkedQueue<>();

        @Override
        public void accept(Table table) {
            queue.add(table); // allowed
        }
    }

    static class PrintingSink implements Sink {

        @Override
        public void accept(Table table) {
            System.out.println(table.number(0));
        }
    }

    static class ThroughInterface {

        void read(QsbrReference<Table> table, Sink sink) {
            ScopedQsbr.run(() -> sink.accept(table.get())); // escapes: HANDOVER
        }

        void readPrinting(QsbrReference<Table> table, PrintingSink sink) {
            ScopedQsbr.run(() -> sink.accept(table.get())); // allowed
        }
    }

    static class Writer {

        void unlink(Reclaimer reclaimer, QsbrReference<Table> table) {
            Table old = table.get();
            reclaimer.retire(old); // allowed
            reclaimer.retire(() -> old.reclaim(), 64); // allowed
        }

        void tell(Reclaimer reclaimer, QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                reclaimer.retire(() -> System.out.println(now.number(0)), 64); // escapes: CAPTURE
                int number = now.number(0);
                reclaimer.retire(() -> System.out.println(number), 64); // allowed
            });
        }
    }
}
