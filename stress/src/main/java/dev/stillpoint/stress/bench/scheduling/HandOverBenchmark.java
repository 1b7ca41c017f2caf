// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import dev.stillpoint.stress.bench.CarrierExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Threads that hand something to each other and wait for it, in the shapes of the JDK's own stress programs for virtual
 * threads: {@code PingPong}, {@code CompletableFutureTimedGet}, {@code Starvation} and {@code Skynet100kWithMonitors}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {Contestant.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS, "-Xmx4g"})
public class HandOverBenchmark {

    private static final int ROUNDS = 100_000;
    private static final int WAITERS = 100_000;
    private static final int MEETINGS = 1000;
    private static final int LEAVES = 100_000;
    private static final int BRANCHES = 10;

    /** Gives or takes an element, and waits for the other side. */
    private interface Meeting {

        void meet() throws InterruptedException, ExecutionException, TimeoutException;
    }

    /** Two threads send each other 100 000 words over one queue. */
    @Benchmark
    public void synchronousQueue(Threads threads) throws InterruptedException {
        SynchronousQueue<String> queue = new SynchronousQueue<>();
        pingPong(threads, () -> queue.put("word"), queue::take);
    }

    @Benchmark
    public void linkedTransferQueue(Threads threads) throws InterruptedException {
        LinkedTransferQueue<String> queue = new LinkedTransferQueue<>();
        pingPong(threads, () -> queue.transfer("word"), queue::take);
    }

    private static void pingPong(Threads threads, Meeting send, Meeting take) throws InterruptedException {
        Thread echo = threads.start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                await(take);
                await(send);
            }
        });
        threads.run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                await(send);
                await(take);
            }
        });
        echo.join();
    }

    /** A platform thread starts 100 000 that wait with a timeout, gives each its result and waits for all. */
    @Benchmark
    public void timedGet(Threads threads) throws InterruptedException {
        List<CompletableFuture<String>> results = new ArrayList<>(WAITERS);
        List<Thread> waiters = new ArrayList<>(WAITERS);
        for (int i = 0; i < WAITERS; i++) {
            CompletableFuture<String> result = new CompletableFuture<>();
            results.add(result);
            waiters.add(threads.start(() -> await(() -> result.get(1, TimeUnit.DAYS))));
        }
        results.forEach(result -> result.complete("word"));
        for (Thread waiter : waiters) {
            waiter.join();
        }
    }

    /**
     * One thread holds a monitor until as many others have started as there are carriers beside its own. These then
     * wait for the monitor where they cannot unmount. A thousand times; a platform thread starts each.
     */
    @Benchmark
    public void pinnedWaiters(Threads threads) throws InterruptedException {
        for (int i = 0; i < MEETINGS; i++) {
            threads.run(() -> await(() -> holdAgainst(threads)));
        }
    }

    private static void holdAgainst(Threads threads) throws InterruptedException {
        Object lock = new Object();
        List<Thread> waiters = new ArrayList<>();
        synchronized (lock) {
            for (int i = 1; i < threads.carriers; i++) {
                CountDownLatch started = new CountDownLatch(1);
                waiters.add(threads.start(() -> {
                    started.countDown();
                    Pinned.run(() -> {
                        synchronized (lock) {
                            // It was free.
                        }
                    });
                }));
                started.await();
            }
        }
        for (Thread waiter : waiters) {
            waiter.join();
        }
    }

    /** A tree of threads with 100 000 leaves, in which children send what they found over a monitor. */
    @Benchmark
    public long skynetWithMonitors(Threads threads) {
        Channel root = new Channel();
        threads.start(() -> grow(threads, root, 0, LEAVES));
        long sum = root.receive();
        long expected = LEAVES * (LEAVES - 1L) / 2;
        if (sum != expected) {
            throw new IllegalStateException("sum is %d, not %d".formatted(sum, expected));
        }
        return sum;
    }

    private static void grow(Threads threads, Channel result, long first, int leaves) {
        if (leaves == 1) {
            result.send(first);
            return;
        }
        Channel children = new Channel();
        int part = leaves / BRANCHES;
        for (int i = 0; i < BRANCHES; i++) {
            long start = first + (long) i * part;
            threads.start(() -> grow(threads, children, start, part));
        }
        long sum = 0;
        for (int i = 0; i < BRANCHES; i++) {
            sum += children.receive();
        }
        result.send(sum);
    }

    private static void await(Meeting meeting) {
        try {
            meeting.meet();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has room for one number. */
    private static final class Channel {

        private final Object lock = new Object();
        // guarded by lock
        private @Nullable Long number;

        void send(long sent) {
            synchronized (lock) {
                while (number != null) {
                    await(lock::wait);
                }
                number = sent;
                lock.notifyAll();
            }
        }

        long receive() {
            synchronized (lock) {
                while (number == null) {
                    await(lock::wait);
                }
                long received = number;
                number = null;
                lock.notifyAll();
                return received;
            }
        }
    }
}
