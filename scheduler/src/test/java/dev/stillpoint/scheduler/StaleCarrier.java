// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that read {@link CurrentCarrier} before and after they unmount, all in one compiled method, and compare
 * what they read with what the JDK says of the same thread. Also a program, to run with other compiler flags.
 */
final class StaleCarrier {
    private static final int THREADS = 4;
    private static final int ROUNDS = 1000;

    private final LongAdder migrations = new LongAdder();
    private final LongAdder staleReads = new LongAdder();
    // set by the driver, read by the threads
    private volatile boolean stopped;

    /** Prints the number of stale reads; the argument is the number of migrations to see. */
    public static void main(String[] args) {
        StaleCarrier reads = new StaleCarrier();
        reads.readThrough(Integer.parseInt(args[0]));
        System.out.println("stale reads: " + reads.staleReads());
    }

    /** Reads until so many more migrations happened between two reads of the hot method. */
    void readThrough(long more) {
        long enough = migrations.sum() + more;
        CarrierScheduler scheduler = CarrierScheduler.create(new SchedulerConfig("stale", 3, 4));
        stopped = false;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(scheduler.start(() -> {
                while (!stopped) {
                    readAroundUnmounts();
                }
            }));
        }
        // Being unparked from outside, threads go through the shared queue, where any carrier takes them.
        Eventually.holds(enough + " migrations", () -> {
            for (int i = 0; i < ROUNDS && migrations.sum() < enough; i++) {
                threads.forEach(LockSupport::unpark);
            }
            return migrations.sum() >= enough;
        }, threads);
        stopped = true;
        Eventually.holds("threads end", () -> {
            threads.forEach(LockSupport::unpark);
            return threads.stream().noneMatch(Thread::isAlive);
        }, threads);
        Eventually.closed(scheduler);
    }

    /** Reads that named another carrier than the JDK does. */
    long staleReads() {
        return staleReads.sum();
    }

    /** The hot method: the yield stands between two reads with nothing else, so that a compiler might merge them. */
    private void readAroundUnmounts() {
        String first = carrierByTheJdk();
        for (int i = 0; i < ROUNDS && !stopped; i++) {
            Carrier before = CurrentCarrier.get();
            Thread.yield();
            Carrier between = CurrentCarrier.get();
            String second = carrierByTheJdk();
            LockSupport.park();
            Carrier after = CurrentCarrier.get();
            String third = carrierByTheJdk();
            count(before, first);
            count(between, second);
            count(after, third);
            if (!first.equals(second) || !second.equals(third)) {
                migrations.increment();
            }
            first = third;
        }
    }

    private void count(Carrier read, String truth) {
        if (read == null || !read.name().equals(truth)) {
            staleReads.increment();
        }
    }

    /** The JDK prints a mounted virtual thread as {@code VirtualThread[#22]/runnable@name-of-carrier}. */
    private static String carrierByTheJdk() {
        String printed = Thread.currentThread().toString();
        return printed.substring(printed.indexOf('@') + 1);
    }
}
