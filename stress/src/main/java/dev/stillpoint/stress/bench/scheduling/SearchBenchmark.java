// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Threads that compute and never wait, many more of them than carriers, as in a search engine whose index is in memory:
 * each asks 100 questions that each take a tenth of a millisecond or two.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(value = 3, jvmArgsAppend = {Contestant.OPEN_LANG})
public class SearchBenchmark {

    private static final int THREADS = 200;
    private static final int QUESTIONS = 100;

    /** What is searched: lists of documents, of which some are too large for a processor's cache. */
    @State(Scope.Benchmark)
    public static class Index {

        private static final int SIZE = 32 << 20;
        private static final int LIST = 256 << 10;

        private final byte[] documents = new byte[SIZE];

        /** Fills it with the same bytes each time. */
        public Index() {
            new SplittableRandom(1).nextBytes(documents);
        }

        int search(int begin, byte word) {
            int found = 0;
            for (int i = begin; i < begin + LIST; i++) {
                found += documents[i] == word ? 1 : 0;
            }
            return found;
        }
    }

    @Benchmark
    public long search(Threads threads, Index index) throws InterruptedException {
        LongAdder found = new LongAdder();
        List<Thread> searching = new ArrayList<>(THREADS);
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Thread thread = threads.factory().newThread(() -> {
                for (int j = 0; j < QUESTIONS; j++) {
                    found.add(index.search(random.nextInt(Index.SIZE - Index.LIST), (byte) j));
                }
            });
            thread.start();
            searching.add(thread);
        }
        for (Thread thread : searching) {
            thread.join();
        }
        return found.sum();
    }
}
