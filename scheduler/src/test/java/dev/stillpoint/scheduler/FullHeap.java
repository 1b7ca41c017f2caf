// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads of one carrier fill the heap and yield now and then while they hold it, while others wait for short times,
 * for which the JDK allocates. So whoever could let memory go waits for the carrier.
 */
final class FullHeap {
    private static final int YIELDING = 60;
    private static final int WAITING = 10;
    private static final int FILLING = 4;
    private static final long PAUSE_NANOS = 500_000;
    private static final long REST_NANOS = 20_000_000;
    private static final int REFERENCES = 200;
    /** One of so many nanoseconds at which a thread that fills the heap yields. */
    private static final int YIELDS = 256;
    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final Duration FULL = Duration.ofSeconds(4);

    // main writes
    private static volatile boolean full;
    // main writes
    private static volatile boolean over;

    private FullHeap() {
    }

    public static void main(String[] args) throws InterruptedException {
        CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1));
        for (int i = 0; i < YIELDING; i++) {
            scheduler.start(() -> untilOver(Thread::yield));
        }
        for (int i = 0; i < WAITING; i++) {
            scheduler.start(() -> untilOver(() -> LockSupport.parkNanos(PAUSE_NANOS)));
        }
        for (int i = 0; i < FILLING; i++) {
            scheduler.start(() -> untilOver(FullHeap::fillWhenTold));
        }
        // Classes and call sites must not be initialised while memory is short: the JVM would remember the error.
        Thread.sleep(WARM_UP);
        full = true;
        Thread.sleep(FULL);
        over = true;
        close(scheduler);
        System.out.println("closed");
    }

    /** Memory is short for a while yet. Whoever has started this program does not wait for ever. */
    private static void close(CarrierScheduler scheduler) {
        boolean closed = false;
        while (!closed) {
            try {
                closed = scheduler.close(Duration.ofSeconds(1));
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static void untilOver(Runnable step) {
        while (!over) {
            try {
                step.run();
            } catch (OutOfMemoryError e) {
                // What it had taken is garbage now.
            }
        }
    }

    private static void fillWhenTold() {
        if (full) {
            try {
                fill();
            } catch (OutOfMemoryError e) {
                // Others get a chance.
                LockSupport.parkNanos(REST_NANOS);
            }
        } else {
            Thread.yield();
        }
    }

    private static void fill() {
        Object[] newest = null;
        while (!over) {
            Object[] next = new Object[REFERENCES];
            next[0] = newest;
            newest = next;
            if (System.nanoTime() % YIELDS == 0) {
                Thread.yield();
            }
        }
    }
}
