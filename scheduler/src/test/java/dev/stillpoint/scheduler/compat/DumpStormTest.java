// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.Inside;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Threads that unmount in every way there is, while their stacks are taken again and again: the JDK holds each one back
 * for a moment and then submits it again, whether it was to run or not. For dumps into files see
 * {@link ThreadDumpTest}.
 */
class DumpStormTest {
    private static final int THREADS = 100;
    private static final int DUMPS = 20;

    private final TwoCarriers carriers = new TwoCarriers();
    private final Object monitor = new Object();
    private final int[] counted = new int[1];
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @AfterEach
    void close() {
        carriers.close();
    }

    @Test
    void allStackTraces() throws Exception {
        assertThatNothingIsLostDuring(
                () -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                        .contains("compat-carrier-0", "compat-carrier-1"));
    }

    @Test
    void platformThreadsWithTheirLocks() throws Exception {
        assertThatNothingIsLostDuring(() -> assertThat(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
                .extracting(ThreadInfo::getThreadName).contains("compat-carrier-0", "compat-carrier-1"));
    }

    @Test
    void stackOfEveryThread() throws Exception {
        assertThatNothingIsLostDuring(() -> threads.forEach(Thread::getStackTrace));
    }

    @Test
    void stackOfEveryThreadTakenByAThreadOfOurs() throws Exception {
        assertThatNothingIsLostDuring(() -> carriers.runMany(2, () -> threads.forEach(Thread::getStackTrace)));
    }

    /** The storm lasts as long as the dumps; afterwards each of its threads must come to its end. */
    private void assertThatNothingIsLostDuring(Inside.Body dump) throws Exception {
        try (ExecutorService executor = carriers.executor()) {
            List<Future<Integer>> storm = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                storm.add(executor.submit(this::blow));
            }
            try {
                Eventually.holds("all have started", () -> threads.size() == THREADS);
                for (int i = 0; i < DUMPS; i++) {
                    dump.run();
                }
            } finally {
                over = true;
            }
            int steps = 0;
            for (Future<Integer> thread : storm) {
                steps += thread.get(30, TimeUnit.SECONDS);
            }

            assertThat(counted[0]).isEqualTo(steps).isGreaterThanOrEqualTo(THREADS);
        }
    }

    /** Unmounts in one way after the other; returns how often. */
    private int blow() {
        threads.add(Thread.currentThread());
        int steps = 0;
        do {
            TwoCarriers.here();
            switch (steps % 4) {
                case 0 -> Thread.yield();
                case 1 -> LockSupport.parkNanos(1000);
                case 2 -> parkUntilAChildUnparks();
                default -> {
                }
            }
            synchronized (monitor) {
                counted[0]++;
            }
            steps++;
        } while (!over);
        return steps;
    }

    private void parkUntilAChildUnparks() {
        Thread self = Thread.currentThread();
        carriers.start(() -> LockSupport.unpark(self));
        LockSupport.park();
    }
}
