// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Waiting inside a section. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "ObjectToString"}) // wrong use is the point
final class BlockingSamples {

    private BlockingSamples() {
    }

    static class InLambda {

        int sleeps(QsbrReference<Table> table) throws InterruptedException {
            return ScopedQsbr.read(() -> {
                Thread.sleep(1); // escapes: BLOCKING_CALL
                return table.get().number(0);
            });
        }

        void waits(BlockingQueue<String> queue, Future<String> future, CountDownLatch latch) throws Exception {
            queue.take(); // allowed
            ScopedQsbr.run(() -> {
                System.out.println(queue.take()); // escapes: BLOCKING_CALL
                System.out.println(queue.poll()); // allowed
                System.out.println(future.get()); // escapes: BLOCKING_CALL
                latch.await(); // escapes: BLOCKING_CALL
                LockSupport.parkNanos(1); // escapes: BLOCKING_CALL
            });
        }

        int reads(InputStream in, Path path) throws IOException {
            return ScopedQsbr.read(() -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.write(3); // allowed
                byte[] content = Files.readAllBytes(path); // escapes: BLOCKING_CALL
                return content.length + in.read(); // escapes: BLOCKING_CALL
            });
        }
    }

    static class Timed {

        private final Lock lock = new ReentrantLock();

        void waitsForAWhile(BlockingQueue<String> queue, Semaphore permits) throws InterruptedException {
            ScopedQsbr.run(() -> {
                System.out.println(queue.poll(1, TimeUnit.SECONDS)); // escapes: BLOCKING_CALL
                System.out.println(queue.poll()); // allowed
                System.out.println(queue.offer("x", 1, TimeUnit.SECONDS)); // escapes: BLOCKING_CALL
                System.out.println(queue.offer("x")); // allowed
                System.out.println(lock.tryLock(1, TimeUnit.SECONDS)); // escapes: BLOCKING_CALL
                System.out.println(lock.tryLock()); // allowed
                System.out.println(permits.tryAcquire(1, TimeUnit.SECONDS)); // escapes: BLOCKING_CALL
                System.out.println(permits.tryAcquire(2)); // allowed
                Thread.sleep(Duration.ofMillis(1)); // escapes: BLOCKING_CALL
            });
        }

        void waitsOnAMonitor() throws InterruptedException {
            ScopedQsbr.run(() -> {
                Object monitor = new Object();
                synchronized (monitor) { // escapes: BLOCKING_CALL
                    monitor.wait(); // escapes: BLOCKING_CALL
                }
            });
        }
    }

    static class InTry {

        private final Lock lock = new ReentrantLock();
        private int count;

        void locks(QsbrReference<Table> table) {
            lock.lock(); // allowed
            try (ReadGuard guard = ScopedQsbr.open()) {
                lock.lock(); // escapes: BLOCKING_CALL
                table.get(guard).remember();
                lock.unlock();
            } finally {
                lock.unlock();
            }
            lock.lock(); // allowed
            lock.unlock();
        }

        void synchronizes() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                synchronized (this) { // escapes: BLOCKING_CALL
                    count += guard.hashCode();
                }
            }
        }

        void callsSynchronized() {
            ScopedQsbr.run(() -> System.out.println(next())); // escapes: BLOCKING_CALL
        }

        private synchronized int next() {
            return count++;
        }

        void waitsForReaders(Reclaimer reclaimer) throws InterruptedException {
            reclaimer.synchronize(); // allowed
            try (ReadGuard guard = ScopedQsbr.open()) {
                System.out.println(guard);
                reclaimer.synchronize(); // escapes: BLOCKING_CALL
            }
        }
    }

    static class GracePeriods {

        void awaited(QsbrReference<Table> table) throws InterruptedException {
            GracePeriod period = GracePeriod.start(); // allowed
            ScopedQsbr.run(() -> {
                System.out.println(GracePeriod.start().hasElapsed()); // allowed
                period.await(Duration.ofMillis(1)); // escapes: BLOCKING_CALL
                System.out.println(table.get().number(0));
            });
            period.await(Duration.ofMillis(1)); // allowed
        }
    }

    static class Deeper {

        void read(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                table.get().remember();
                first(); // escapes: BLOCKING_CALL
            });
            first(); // allowed
        }

        void byReference() {
            ScopedQsbr.run(this::first); // escapes: BLOCKING_CALL
        }

        private void first() {
            second(); // allowed
        }

        private void second() {
            LockSupport.park(); // allowed
        }
    }

    static class UnderGuard {

        void helper(ReadGuard guard, QsbrReference<Table> table) {
            LockSupport.park(table.get(guard)); // escapes: BLOCKING_CALL
        }

        void caller(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> System.out.println("no guard here")); // allowed
            try (ReadGuard guard = ScopedQsbr.open()) {
                helper(guard, table); // allowed
            }
        }
    }

    static class Writers {

        void print(QsbrReference<Table> table, Path file, BufferedWriter writer) throws IOException {
            ScopedQsbr.<IOException>run(() -> {
                int number = table.get().number(0);
                writer.write(number); // escapes: BLOCKING_CALL
                try (BufferedWriter other = Files.newBufferedWriter(file); // escapes: BLOCKING_CALL
                        FileWriter third = new FileWriter("third", UTF_8)) { // escapes: BLOCKING_CALL
                    other.newLine(); // escapes: BLOCKING_CALL
                    third.write(number); // escapes: BLOCKING_CALL
                }
                BufferedWriter text = new BufferedWriter(new StringWriter());
                text.write(number); // allowed
            });
        }
    }

    static class Elsewhere {

        Thread starts() {
            return ScopedQsbr.read(() -> Thread.ofVirtual().unstarted(() -> LockSupport.park())); // allowed
        }
    }
}
