// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.shop;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.CharArrayReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Selector;
import java.util.Formatter;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.zip.GZIPInputStream;

/** Waiting, and what only looks like it. */
// each class is a case of its own, written without a look at the others
@SuppressWarnings({"SameNameButDifferent", "WaitNotInLoop", "ExposedPrivateType"})
final class ShopWaits {

    private ShopWaits() {
    }

    static class Strategy {

        private interface Pace {

            void pause();
        }

        private final Pace pace;

        Strategy(boolean slow) {
            pace = slow ? new Pace() {
                @Override
                public void pause() {
                    try {
                        Thread.sleep(10);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            } : () -> {
            };
        }

        long total() {
            return ScopedQsbr.read(() -> {
                pace.pause(); // escapes: BLOCKING_CALL
                return Catalog.today.get().cents(0);
            });
        }
    }

    enum Retry {
        AT_ONCE {
            @Override
            void pause() {
            }
        },
        LATER {
            @Override
            void pause() {
                java.util.concurrent.locks.LockSupport.parkNanos(1000);
            }
        };

        abstract void pause();

        void read() {
            ScopedQsbr.run(() -> {
                while (Catalog.today.get().size() == 0) {
                    pause(); // escapes: BLOCKING_CALL
                }
            });
        }
    }

    static class Orders implements Iterable<Integer> {

        private final BlockingQueue<Integer> queue;

        Orders(BlockingQueue<Integer> queue) {
            this.queue = queue;
        }

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    try {
                        return queue.take();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }

        long serve() {
            return ScopedQsbr.read(() -> {
                long sum = 0;
                for (int id : this) { // escapes: BLOCKING_CALL
                    sum += Catalog.today.get().cents(id);
                }
                return sum;
            });
        }
    }

    static class Templates {

        abstract static class Job {

            abstract void step(int id);

            final void run() {
                ScopedQsbr.run(() -> {
                    Catalog now = Catalog.today.get();
                    for (int id = 0; id < now.size(); id++) {
                        step(id); // escapes: BLOCKING_CALL
                    }
                });
            }
        }

        static final class Posting extends Job {

            private final BlockingQueue<String> out;

            Posting(BlockingQueue<String> out) {
                this.out = out;
            }

            @Override
            void step(int id) {
                try {
                    out.put("product " + id);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    static class Yielding {

        interface Rest {

            void rest();
        }

        static void work(Rest rest) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                System.out.println(Catalog.today.get(guard).size());
                rest.rest();
            }
        }

        void go() {
            work(ScopedQsbr::checkpoint); // escapes: ACROSS_CHECKPOINT
        }
    }

    static class Meetings {

        private final CyclicBarrier barrier = new CyclicBarrier(2);
        private final Phaser phaser = new Phaser(2);
        private final Exchanger<Long> exchanger = new Exchanger<>();

        void meet() throws Exception {
            ScopedQsbr.run(() -> {
                barrier.await(); // escapes: BLOCKING_CALL
                phaser.arriveAndAwaitAdvance(); // escapes: BLOCKING_CALL
                exchanger.exchange(Catalog.today.get().cents(1)); // escapes: BLOCKING_CALL
            });
        }
    }

    static class Stamped {

        private final StampedLock lock = new StampedLock();
        private final ReentrantLock other = new ReentrantLock();
        private final Condition changed = other.newCondition();
        private long total;

        void add() throws InterruptedException {
            ScopedQsbr.run(() -> {
                long stamp = lock.writeLock(); // escapes: BLOCKING_CALL
                total += Catalog.today.get().cents(1);
                lock.unlockWrite(stamp);
                changed.await(); // escapes: BLOCKING_CALL
            });
        }
    }

    static class Networked {

        int price(HttpClient client, Selector selector) throws Exception {
            return ScopedQsbr.read(() -> {
                String title = Catalog.today.get().title(1);
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost/" + title)).build();
                selector.select(); // escapes: BLOCKING_CALL
                HttpResponse<String> answer =
                        client.send(request, HttpResponse.BodyHandlers.ofString()); // escapes: BLOCKING_CALL
                return answer.statusCode();
            });
        }
    }

    static class Subprocess {

        int run(ProcessBuilder builder) throws Exception {
            return ScopedQsbr.read(() -> {
                Process process = builder.start();
                return process.waitFor() + Catalog.today.get().size(); // escapes: BLOCKING_CALL
            });
        }
    }

    /** What follows does not wait. */
    static class Lines {

        long count(String order) throws IOException {
            return ScopedQsbr.read(() -> {
                long sum = 0;
                BufferedReader lines = new BufferedReader(new StringReader(order));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) { // allowed
                    sum += Catalog.today.get().cents(Integer.parseInt(line));
                }
                return sum;
            });
        }
    }

    static class Encoded {

        byte[] encode() throws IOException {
            return ScopedQsbr.read(() -> {
                Catalog now = Catalog.today.get();
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(bytes);
                out.writeInt(now.size()); // allowed
                out.writeUTF(now.title(0)); // allowed
                out.flush(); // allowed
                return bytes.toByteArray();
            });
        }
    }

    static class Decoded {

        long price(byte[] order) throws IOException {
            return ScopedQsbr.read(() -> {
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(order));
                return Catalog.today.get().cents(in.readInt()); // allowed
            });
        }
    }

    static class Unzipped {

        int first(byte[] zipped) throws IOException {
            return ScopedQsbr.read(() -> {
                try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) { // allowed
                    return in.read() + Catalog.today.get().size(); // allowed
                }
            });
        }
    }

    static class Written {

        String page() {
            return ScopedQsbr.read(() -> {
                Catalog now = Catalog.today.get();
                StringWriter page = new StringWriter();
                PrintWriter out = new PrintWriter(page);
                out.println(now.title(0)); // allowed
                out.printf("%d cents%n", now.cents(0)); // allowed
                out.flush(); // allowed
                return page.toString();
            });
        }
    }

    static class Formatted {

        String page() {
            return ScopedQsbr.read(() -> {
                try (Formatter out = new Formatter(new StringBuilder())) {
                    Catalog now = Catalog.today.get();
                    return out.format("%s %d", now.title(0), now.cents(0)).toString(); // allowed
                }
            });
        }
    }

    static class Settings {

        String setting(char[] text, String key) throws IOException {
            return ScopedQsbr.read(() -> {
                Properties settings = new Properties();
                settings.load(new CharArrayReader(text)); // allowed
                return settings.getProperty(key) + Catalog.today.get().size();
            });
        }
    }

    static class Both {

        int read(byte[] head, byte[] body) throws IOException {
            return ScopedQsbr.read(() -> {
                SequenceInputStream in = new SequenceInputStream(new ByteArrayInputStream(head),
                        new ByteArrayInputStream(body));
                return in.read() + Catalog.today.get().size(); // allowed
            });
        }
    }

    static class Deserialized {

        Object read(byte[] bytes) throws Exception {
            return ScopedQsbr.read(() -> {
                ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes)); // allowed
                return in.readObject().toString() + Catalog.today.get().size(); // allowed
            });
        }
    }

    static class Tokens {

        long sum(List<String> orders) {
            return ScopedQsbr.read(() -> {
                long sum = 0;
                for (String order : orders) {
                    Scanner scanner = new Scanner(order).useDelimiter(",");
                    while (scanner.hasNextInt()) { // allowed
                        sum += Catalog.today.get().cents(scanner.nextInt()); // allowed
                    }
                }
                return sum;
            });
        }
    }

    static class FastPace {

        private interface Pace {

            void pause();
        }

        static final class Spin implements Pace {

            @Override
            public void pause() {
                Thread.onSpinWait();
            }
        }

        int read(Pace pace) {
            return ScopedQsbr.read(() -> {
                pace.pause(); // allowed
                return Catalog.today.get().size();
            });
        }
    }
}
