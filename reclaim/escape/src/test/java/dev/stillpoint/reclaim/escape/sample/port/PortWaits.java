// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Waits and checkpoints that an abstract call hides. */
// as programs are written, and wrong on purpose
@SuppressWarnings("WaitNotInLoop")
final class PortWaits {

    private PortWaits() {
    }

    static class QueueBehindInterface {

        interface Sink {

            void write(String line);
        }

        record Queued(BlockingQueue<String> lines) implements Sink {

            @Override
            public void write(String line) {
                try {
                    lines.put(line);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        static void print(Sink sink) {
            ScopedQsbr.run(() -> sink.write(Port.current.get().name(0))); // escapes: BLOCKING_CALL
        }
    }

    static class DefaultPauses {

        interface Pacer {

            int nanos();

            default void pause() {
                LockSupport.parkNanos(nanos());
            }
        }

        record Fixed(int nanos) implements Pacer {
        }

        static int count(Pacer pacer) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                int size = Port.current.get(guard).size();
                pacer.pause(); // escapes: BLOCKING_CALL
                return size;
            }
        }
    }

    static class SleepingLambda {

        interface Step {

            void run() throws InterruptedException;
        }

        static void inSection(Step step) throws InterruptedException {
            ScopedQsbr.run(() -> {
                System.out.println(Port.current.get().size());
                step.run();
            });
        }

        static void go() throws InterruptedException {
            inSection(() -> Thread.sleep(10)); // escapes: BLOCKING_CALL
        }
    }

    static class EnumBodies {

        private static final Semaphore PERMITS = new Semaphore(3);

        enum Mode {
            FAST {
                @Override
                void settle() {
                }
            },
            CAREFUL {
                @Override
                void settle() {
                    PERMITS.acquireUninterruptibly();
                }
            };

            abstract void settle();
        }

        static int go(Mode mode) {
            return ScopedQsbr.read(() -> {
                mode.settle(); // escapes: BLOCKING_CALL
                return Port.current.get().size();
            });
        }
    }

    static class SealedTransport {

        sealed interface Transport permits ToFile, ToMemory {

            void send(String text);
        }

        record ToFile(Path file) implements Transport {

            @Override
            public void send(String text) {
                try {
                    Files.writeString(file, text);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        record ToMemory(StringBuilder memory) implements Transport {

            @Override
            public void send(String text) {
                memory.append(text);
            }
        }

        static void go(Transport transport) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                for (int i = 0; i < now.size(); i++) {
                    transport.send(now.name(i)); // escapes: BLOCKING_CALL
                }
            }
        }
    }

    static class ManyLevels {

        interface Hook {

            void fire();
        }

        abstract static class Job {

            final void go() {
                before();
                step();
            }

            void before() {
            }

            abstract void step();
        }

        static class Hooked extends Job {

            private final Hook hook;

            Hooked(Hook hook) {
                this.hook = hook;
            }

            @Override
            void step() {
                hook.fire();
            }
        }

        record Joining(CompletableFuture<Void> ready) implements Hook {

            @Override
            public void fire() {
                ready.join();
            }
        }

        static int run(Job job) {
            return ScopedQsbr.read(() -> {
                job.go(); // escapes: BLOCKING_CALL
                return Port.current.get().size();
            });
        }
    }

    static class TickingProgress {

        interface Progress {

            void tick(int done);
        }

        static class Quiet implements Progress {

            @Override
            public void tick(int done) {
                if (done % 100 == 0) {
                    ScopedQsbr.checkpoint();
                }
            }
        }

        static long tons(Progress progress) {
            long tons = 0;
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                for (int i = 0; i < now.size(); i++) {
                    tons += now.ship(i).tons();
                    progress.tick(i); // escapes: ACROSS_CHECKPOINT
                }
            }
            return tons;
        }
    }

    static class DefaultCheckpoint {

        interface Polite {

            String name();

            default void yieldNow() {
                System.out.println(name());
                ScopedQsbr.checkpoint();
            }
        }

        static class Worker implements Polite {

            @Override
            public String name() {
                return "worker";
            }

            int work() {
                return ScopedQsbr.read(() -> {
                    Port now = Port.current.get();
                    yieldNow(); // escapes: ACROSS_CHECKPOINT
                    return now.size();
                });
            }
        }
    }

    static class CheckpointReference {

        static int go(int rounds) {
            Runnable between = ScopedQsbr::checkpoint;
            try (ReadGuard guard = ScopedQsbr.open()) {
                Port now = Port.current.get(guard);
                int sum = 0;
                for (int i = 0; i < rounds; i++) {
                    sum += now.size();
                    between.run(); // escapes: ACROSS_CHECKPOINT
                }
                return sum;
            }
        }
    }

    static class GenericTask {

        abstract static class Task<T> {

            abstract void process(T item);
        }

        static class Upload extends Task<String> {

            private final ReentrantLock lock = new ReentrantLock();

            @Override
            void process(String item) {
                lock.lock();
                try {
                    System.out.println(item);
                } finally {
                    lock.unlock();
                }
            }
        }

        static void each(Task<? super String> task) {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                for (int i = 0; i < now.size(); i++) {
                    task.process(now.name(i)); // escapes: BLOCKING_CALL
                }
            });
        }
    }

    static class WaitingIterator {

        record Feed(BlockingQueue<String> names) implements Iterator<String> {

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public String next() {
                try {
                    return names.take();
                } catch (InterruptedException e) {
                    return "";
                }
            }
        }

        static boolean go(BlockingQueue<String> names) {
            Iterator<String> feed = new Feed(names);
            return ScopedQsbr.read(() -> Port.current.get().find(feed.next()).isPresent()); // escapes: BLOCKING_CALL
        }
    }

    static class ClosingResource {

        interface Lease extends AutoCloseable {

            @Override
            void close();
        }

        record Counted(CountDownLatch latch) implements Lease {

            @Override
            public void close() {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        static int go(Lease given) {
            try (ReadGuard guard = ScopedQsbr.open(); Lease lease = given) { // escapes: BLOCKING_CALL
                return Port.current.get(guard).size() + lease.hashCode();
            } // escapes: BLOCKING_CALL
        }
    }

    static class LazyName {

        record Later(CompletableFuture<String> name) implements Supplier<String> {

            @Override
            public String get() {
                return name.join();
            }
        }

        static boolean go(CompletableFuture<String> name) {
            Supplier<String> later = new Later(name);
            try (ReadGuard guard = ScopedQsbr.open()) {
                return Port.current.get(guard).find(later.get()).isPresent(); // escapes: BLOCKING_CALL
            }
        }
    }

    static class PrivateInInterface {

        interface Retrying {

            boolean attempt(Port port);

            default boolean run(Port port) {
                for (int i = 0; i < 3; i++) {
                    if (attempt(port)) {
                        return true;
                    }
                    backOff(i);
                }
                return false;
            }

            private void backOff(int round) {
                LockSupport.parkNanos(1000L << round);
            }
        }

        static boolean go(Retrying retrying) {
            return ScopedQsbr.read(() -> retrying.run(Port.current.get())); // escapes: BLOCKING_CALL
        }
    }

    static class SuperWaits {

        interface Flushable {

            void flush();
        }

        static class Base implements Flushable {

            private final Object monitor = new Object();

            @Override
            public void flush() {
                synchronized (monitor) {
                    try {
                        monitor.wait(5);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        }

        static class Derived extends Base {

            @Override
            public void flush() {
                System.out.println("flushing");
                super.flush();
            }
        }

        static void go(Flushable target) {
            ScopedQsbr.run(() -> {
                System.out.println(Port.current.get().size());
                target.flush(); // escapes: BLOCKING_CALL
            });
        }
    }

    static class Commands {

        interface Command {

            String execute(Port port);
        }

        private final CountDownLatch ready = new CountDownLatch(1);
        private final Map<String, Command> commands = new HashMap<>();

        Commands() {
            commands.put("size", port -> "" + port.size());
            commands.put("wait", this::waitAndName);
        }

        private String waitAndName(Port port) {
            try {
                ready.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return port.name(0);
        }

        String go(String name) {
            return ScopedQsbr.read(() -> commands.get(name).execute(Port.current.get())); // escapes: BLOCKING_CALL
        }
    }

    static class ThreadSubclass {

        static class Helper extends Thread {

            void finish() throws InterruptedException {
                interrupt();
                join();
            }
        }

        static int go(Helper helper) throws InterruptedException {
            return ScopedQsbr.read(() -> {
                int size = Port.current.get().size();
                helper.finish(); // escapes: BLOCKING_CALL
                return size;
            });
        }
    }

    static class AbstractCheckpoint {

        abstract static class Loop<T> {

            abstract void round(T item);

            void between() {
                // nothing by default
            }

            void over(Iterable<T> items) {
                for (T item : items) {
                    round(item);
                    between();
                }
            }
        }

        static class Gentle extends Loop<Ship> {

            @Override
            void round(Ship ship) {
                System.out.println(ship.name());
            }

            @Override
            void between() {
                ScopedQsbr.checkpoint();
            }
        }

        static void go(Loop<Ship> loop) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                loop.over(Port.current.get(guard).docked()); // escapes: ACROSS_CHECKPOINT
            }
        }
    }

    static class ForEachWaits {

        static void go(List<CompletableFuture<Integer>> berths) {
            ScopedQsbr.run(() -> {
                Port now = Port.current.get();
                berths.forEach(berth -> System.out.println(now.name(berth.join()))); // escapes: BLOCKING_CALL
            });
        }
    }
}
