// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Scanner;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.IntSupplier;

/** Waiting inside a section. */
// as programs are written, and some of it wrong on purpose
@SuppressWarnings({"DefaultCharset", "FutureReturnValueIgnored", "WaitNotInLoop"})
final class RailWaits {

    private RailWaits() {
    }

    static class WaitingIterator {

        static class Lines implements Iterable<String> {

            private final BufferedReader reader;

            Lines(BufferedReader reader) {
                this.reader = reader;
            }

            @Override
            public Iterator<String> iterator() {
                return new Iterator<>() {

                    private String next;

                    @Override
                    public boolean hasNext() {
                        try {
                            next = reader.readLine();
                        } catch (IOException e) {
                            next = null;
                        }
                        return next != null;
                    }

                    @Override
                    public String next() {
                        if (next == null) {
                            throw new NoSuchElementException();
                        }
                        return next;
                    }
                };
            }
        }

        static int count(Lines lines) {
            return ScopedQsbr.read(() -> {
                int count = 0;
                for (String line : lines) { // escapes: BLOCKING_CALL
                    count += Timetable.current.get().find(line).isPresent() ? 1 : 0;
                }
                return count;
            });
        }
    }

    static class Remote {

        String ask(HttpClient client) throws IOException, InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                String station = Timetable.current.get(guard).station(0);
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://x/" + station)).build();
                return client.send(request, // escapes: BLOCKING_CALL
                        HttpResponse.BodyHandlers.ofString()).body();
            }
        }

        int socket(Socket socket) throws IOException {
            return ScopedQsbr.read(() -> {
                BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream()));
                return Timetable.current.get().minutes(Integer.parseInt(reader.readLine())); // escapes: BLOCKING_CALL
            });
        }

        int process() throws IOException, InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Process process = new ProcessBuilder("true").start();
                return process.waitFor() + Timetable.current.get(guard).size(); // escapes: BLOCKING_CALL
            }
        }
    }

    static class Monitor {

        private final Object lock = new Object();

        int size() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                synchronized (lock) { // escapes: BLOCKING_CALL
                    return Timetable.current.get(guard).size();
                }
            }
        }

        synchronized int inner() {
            return 1;
        }

        int method() {
            return ScopedQsbr.read(() -> inner() + Timetable.current.get().size()); // escapes: BLOCKING_CALL
        }
    }

    static class Sleeping {

        int slow() throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable now = Timetable.current.get(guard);
                Thread.sleep(Duration.ofMillis(5)); // escapes: BLOCKING_CALL
                return now.size();
            }
        }
    }

    static class BehindInterface {

        interface Journal {

            void write(String line);
        }

        static class FileJournal implements Journal {

            private final Path file = Path.of("journal");

            @Override
            public void write(String line) {
                try {
                    Files.writeString(file, line);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        void log(Journal journal) {
            ScopedQsbr.run(() -> journal.write(Timetable.current.get().station(0))); // escapes: BLOCKING_CALL
        }
    }

    static class BehindTwo {

        abstract static class Step {

            abstract void run() throws Exception;
        }

        static class Waiting extends Step {

            private final CountDownLatch latch = new CountDownLatch(1);

            @Override
            void run() throws Exception {
                latch.await();
            }
        }

        private static void all(List<Step> steps) throws Exception {
            for (Step step : steps) {
                step.run();
            }
        }

        int count(List<Step> steps) throws Exception {
            try (ReadGuard guard = ScopedQsbr.open()) {
                all(steps); // escapes: BLOCKING_CALL
                return Timetable.current.get(guard).size();
            }
        }
    }

    static class BehindSupplier {

        private static int slowly() {
            LockSupport.parkNanos(1000);
            return 1;
        }

        static int twice(IntSupplier number) {
            return ScopedQsbr.read(() -> Timetable.current.get().minutes(number.getAsInt()));
        }

        static int user() {
            return twice(BehindSupplier::slowly); // escapes: BLOCKING_CALL
        }
    }

    static class BehindRunnable {

        static class Pause implements Runnable {

            @Override
            public void run() {
                LockSupport.park();
            }
        }

        void go(Pause pause) {
            ScopedQsbr.run(() -> {
                Timetable.current.get().size();
                Runnable step = pause;
                step.run(); // escapes: BLOCKING_CALL
            });
        }
    }

    static class ClosesWaiting {

        static class Connection implements AutoCloseable {

            private final Semaphore permits = new Semaphore(1);

            Connection() throws InterruptedException {
                permits.acquire();
            }

            @Override
            public void close() {
                permits.release();
            }
        }

        int size() throws InterruptedException {
            return ScopedQsbr.read(() -> {
                try (Connection _ = new Connection()) { // escapes: BLOCKING_CALL
                    return Timetable.current.get().size();
                }
            });
        }
    }

    static class ClosesPool {

        int size() {
            try (ReadGuard guard = ScopedQsbr.open(); // escapes: BLOCKING_CALL
                    ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                pool.submit(() -> System.out.println("working"));
                return Timetable.current.get(guard).size();
            } // escapes: BLOCKING_CALL
        }
    }

    static class Locking {

        private final ReentrantLock lock = new ReentrantLock();
        private final StampedLock stamps = new StampedLock();
        private final Condition full = lock.newCondition();

        int size() throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                lock.lock(); // escapes: BLOCKING_CALL
                try {
                    full.await(); // escapes: BLOCKING_CALL
                    long stamp = stamps.readLock(); // escapes: BLOCKING_CALL
                    stamps.unlockRead(stamp);
                    return Timetable.current.get(guard).size();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    static class Joining {

        int sum(List<Future<Integer>> parts) throws ExecutionException, InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                int sum = Timetable.current.get(guard).size();
                for (Future<Integer> part : parts) {
                    sum += part.get(); // escapes: BLOCKING_CALL
                }
                return sum;
            }
        }

        int joined(CompletableFuture<Integer> part) {
            return ScopedQsbr.read(() -> part.join() + Timetable.current.get().size()); // escapes: BLOCKING_CALL
        }
    }

    static class Sending {

        void send(OutputStream out, int number) throws IOException {
            ScopedQsbr.run(() -> {
                out.write(Timetable.current.get().station(number).getBytes()); // escapes: BLOCKING_CALL
            });
        }

        void sendBytes(FileChannel out, int number) throws IOException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                out.write(Timetable.current.get(guard).bytes(number).asByteBuffer()); // escapes: BLOCKING_CALL
            }
        }

        int read(InputStream in) throws IOException {
            return ScopedQsbr.read(() -> Timetable.current.get().minutes(in.read())); // escapes: BLOCKING_CALL
        }
    }

    static class Reclaiming {

        void publish(Reclaimer reclaimer) throws InterruptedException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Timetable.current.get(guard).size();
                reclaimer.barrier(); // escapes: BLOCKING_CALL
            }
        }
    }

    static class SectionInMonitorWait {

        private final Object monitor = new Object();

        int size() throws InterruptedException {
            synchronized (monitor) {
                return ScopedQsbr.read(() -> {
                    monitor.wait(5); // escapes: BLOCKING_CALL
                    return Timetable.current.get().size();
                });
            }
        }
    }

    static class WaitsOutside {

        private final ReentrantLock lock = new ReentrantLock();
        private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(10);

        String next() throws InterruptedException {
            int number = queue.take();
            return ScopedQsbr.read(() -> Timetable.current.get().station(number));
        }

        String locked(int number) {
            lock.lock();
            try {
                return ScopedQsbr.read(() -> Timetable.current.get().station(number));
            } finally {
                lock.unlock();
            }
        }

        void loop() throws InterruptedException {
            while (!Thread.currentThread().isInterrupted()) {
                int size;
                try (ReadGuard guard = ScopedQsbr.open()) {
                    size = Timetable.current.get(guard).size();
                }
                Thread.sleep(size);
            }
        }

        void write(OutputStream out, int number) throws IOException {
            byte[] text = ScopedQsbr.read(() -> Timetable.current.get().station(number).getBytes());
            out.write(text);
        }
    }

    static class ParsesInside {

        int parse(int number) throws IOException {
            return ScopedQsbr.read(() -> {
                StringReader reader = new StringReader(Timetable.current.get().station(number));
                StringWriter writer = new StringWriter();
                reader.transferTo(writer);
                return Integer.parseInt(writer.toString().trim());
            });
        }

        List<String> lines(int number) {
            return ScopedQsbr.read(() -> Timetable.current.get().station(number).lines().toList());
        }

        int scan(int number) {
            return ScopedQsbr.read(() -> {
                try (Scanner scanner = new Scanner(Timetable.current.get().station(number))) {
                    return scanner.nextInt();
                }
            });
        }

        byte[] zipped(int number) throws IOException {
            return ScopedQsbr.read(() -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (DataOutputStream data = new DataOutputStream(bytes)) {
                    data.writeUTF(Timetable.current.get().station(number));
                    data.writeInt(Timetable.current.get().minutes(number));
                }
                return bytes.toByteArray();
            });
        }
    }

    static class TryLocks {

        private final ReentrantLock lock = new ReentrantLock();

        int size() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                if (lock.tryLock()) {
                    try {
                        return Timetable.current.get(guard).size();
                    } finally {
                        lock.unlock();
                    }
                }
                return 0;
            }
        }
    }

    static class NotWaitingImplementations {

        interface Sink {

            void write(String line);
        }

        static class Memory implements Sink {

            private final StringBuilder text = new StringBuilder();

            @Override
            public void write(String line) {
                text.append(line);
            }
        }

        void log(Sink sink) {
            ScopedQsbr.run(() -> sink.write(Timetable.current.get().station(0)));
        }
    }
}
