// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Two threads that wait for each other in turn: one round trip. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {Contestant.OPEN_LANG})
public class PingPongBenchmark {

    private static final int ROUNDS = 10_000;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void synchronousQueue(Threads threads) throws InterruptedException {
        SynchronousQueue<Integer> there = new SynchronousQueue<>();
        SynchronousQueue<Integer> back = new SynchronousQueue<>();
        Thread echo = threads.start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                put(back, take(there));
            }
        });
        threads.run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                put(there, i);
                take(back);
            }
        });
        echo.join();
    }

    private static void put(SynchronousQueue<Integer> queue, Integer element) {
        try {
            queue.put(element);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Integer take(SynchronousQueue<Integer> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void lockSupport(Threads threads) throws InterruptedException {
        Turns turns = new Turns();
        Thread odd = threads.factory().newThread(() -> turns.play(1));
        Thread even = threads.factory().newThread(() -> turns.play(0));
        turns.players = new Thread[] {even, odd};
        odd.start();
        even.start();
        odd.join();
        even.join();
    }

    private static final class Turns {

        // set before the players start
        Thread[] players = {};
        // written by the player whose turn it is
        private volatile int turn;

        void play(int parity) {
            for (int i = parity; i < 2 * ROUNDS; i += 2) {
                while (turn != i) {
                    LockSupport.park();
                }
                turn = i + 1;
                LockSupport.unpark(players[1 - parity]);
            }
        }
    }
}
