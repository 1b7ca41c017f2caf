// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that holds a guard comes back to the carrier where it took it; all others go wherever there is room. */
class HomeTest {
    private static final int PARKS = 1000;

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("home").withCarriers(3).withQueueCapacity(4));
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger strayed = new AtomicInteger();
    private final AtomicInteger migrated = new AtomicInteger();

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void holderResumesAtHomeWhileUnguardedThreadsMigrate() {
        for (int i = 0; i < 4; i++) {
            threads.add(scheduler.start(() -> strayed.addAndGet(moves(true, LockSupport::park))));
            threads.add(scheduler.start(() -> migrated.addAndGet(moves(false, LockSupport::park))));
        }
        unparkUntilAllHaveEnded();

        assertThat(migrated).hasPositiveValue();
        assertThat(strayed).hasValue(0);
    }

    @Test
    void holderThatYieldsStaysAtHome() throws Exception {
        Inside.runMany(scheduler, 8, () -> strayed.addAndGet(moves(true, Thread::yield)));

        assertThat(strayed).hasValue(0);
    }

    @Test
    void holderThatSleepsStaysAtHome() throws Exception {
        Inside.runMany(scheduler, 8, () -> strayed.addAndGet(moves(true, () -> LockSupport.parkNanos(1_000))));

        assertThat(strayed).hasValue(0);
    }

    @Test
    void holderThatBlocksOnAMonitorStaysAtHome() throws Exception {
        Object monitor = new Object();
        Inside.runMany(scheduler, 8, () -> strayed.addAndGet(moves(true, () -> {
            synchronized (monitor) {
                Thread.yield();
            }
        })));

        assertThat(strayed).hasValue(0);
    }

    @Test
    void holderKeepsItsRegisters() throws Exception {
        Inside.runMany(scheduler, 50, () -> {
            Carrier carrier = CurrentCarrier.get();
            long stamp = Thread.currentThread().threadId();
            carrier.registers().begin();
            carrier.registers().stamp(stamp);
            carrier.registers().hold();
            for (int i = 0; i < 100; i++) {
                Thread.yield();
                assertThat(carrier.holds()).isEqualTo(2);
                assertThat(carrier.since()).isEqualTo(stamp);
            }
            carrier.registers().release();
            carrier.registers().release();
        });
    }

    @Test
    void nobodyElseSeesTheHoldsOfAParkedReader() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread holder = scheduler.start(() -> {
            Carrier carrier = CurrentCarrier.get();
            carrier.registers().begin();
            carrier.registers().stamp(0);
            while (!done.get()) {
                LockSupport.park();
            }
            carrier.registers().release();
        });
        Eventually.waits(holder);
        try {
            Inside.runMany(scheduler, 100, () -> assertThat(CurrentCarrier.get().holds()).isZero());
        } finally {
            done.set(true);
            LockSupport.unpark(holder);
        }
    }

    @Test
    void parkedReadersAreCountedOutWhenTheyLeave() throws Exception {
        Inside.runMany(scheduler, 100, () -> moves(true, Thread::yield));

        assertThat(Carriers.of(scheduler)).allMatch(carrier -> carrier.parked(0) == 0 && carrier.parked(1) == 0);
    }

    /** Unmounts again and again. @return how often it found itself on another carrier afterwards */
    private static int moves(boolean guarded, Runnable unmount) {
        Carrier home = CurrentCarrier.get();
        if (guarded) {
            home.registers().begin();
            home.registers().stamp(Thread.currentThread().threadId());
        }
        int moves = 0;
        Carrier last = home;
        for (int i = 0; i < PARKS; i++) {
            unmount.run();
            Carrier now = CurrentCarrier.get();
            moves += now.equals(last) ? 0 : 1;
            last = now;
        }
        if (guarded) {
            home.registers().release();
        }
        return moves;
    }

    /** Being unparked from outside, threads go through the shared queue, where any carrier takes them. */
    private void unparkUntilAllHaveEnded() {
        Eventually.holds("all threads have parked often enough", () -> {
            threads.forEach(LockSupport::unpark);
            return threads.stream().noneMatch(Thread::isAlive);
        }, threads);
    }
}
