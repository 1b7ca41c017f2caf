// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** No thread waits for ever while a carrier could run it. No watchdog helps. */
class FairnessTest {
    @Test
    void holderThatYieldsLetsAnUnguardedThreadOfItsCarrierRun() {
        CarrierScheduler scheduler = withCarriers(1);
        AtomicBoolean flag = new AtomicBoolean();
        Thread holder = scheduler.start(() -> {
            Carrier carrier = CurrentCarrier.get();
            carrier.registers().begin();
            carrier.registers().stamp(0);
            Thread.startVirtualThread(() -> flag.set(true));
            yieldUntil(flag);
            carrier.registers().release();
        });
        ended(holder, flag);
        Eventually.closed(scheduler);
    }

    @Test
    void threadsThatYieldForEverLetOneFromOutsideRun() {
        CarrierScheduler scheduler = withCarriers(1);
        AtomicBoolean flag = new AtomicBoolean();
        AtomicBoolean yielding = new AtomicBoolean();
        Thread yielder = scheduler.start(() -> {
            yielding.set(true);
            yieldUntil(flag);
        });
        Eventually.holds("the yielder is at work", yielding::get);
        scheduler.start(() -> flag.set(true));
        ended(yielder, flag);
        Eventually.closed(scheduler);
    }

    @Test
    void threadsThatYieldForEverLetOneRunThatDidNotFitIntoTheirQueue() {
        CarrierScheduler scheduler =
                CarrierScheduler.create(new SchedulerConfig("fair", 1, 4).withCompensation(Compensation.none()));
        int count = 10;
        AtomicInteger ran = new AtomicInteger();
        AtomicBoolean flag = new AtomicBoolean();
        Thread parent = scheduler.start(() -> {
            for (int i = 0; i < count; i++) {
                Thread.startVirtualThread(() -> {
                    ran.getAndIncrement();
                    yieldUntil(flag);
                });
            }
            while (ran.get() < count && !flag.get()) {
                Thread.yield();
            }
            flag.set(true);
        });
        ended(parent, flag);
        Eventually.closed(scheduler);

        assertThat(ran).hasValue(count);
    }

    @Test
    void unguardedThreadsThatYieldLetAHolderComeBack() {
        CarrierScheduler scheduler = withCarriers(1);
        AtomicBoolean flag = new AtomicBoolean();
        Thread holder = scheduler.start(() -> {
            Carrier carrier = CurrentCarrier.get();
            carrier.registers().begin();
            carrier.registers().stamp(0);
            LockSupport.parkNanos(1_000_000);
            carrier.registers().release();
            flag.set(true);
        });
        Thread yielder = scheduler.start(() -> yieldUntil(flag));
        ended(yielder, flag);
        Eventually.ended(holder);
        Eventually.closed(scheduler);
    }

    /**
     * A thread yields on its carrier, which then prefers a reader that came home and does not let go. The other carrier
     * sleeps, and must be woken for the thread that yielded.
     */
    @Test
    void threadThatYieldsToAReaderIsRunByACarrierThatSlept() {
        CarrierScheduler scheduler = withCarriers(2);
        for (int round = 0; round < 50; round++) {
            yieldToAReader(scheduler);
        }
        Eventually.closed(scheduler);
    }

    private static void yieldToAReader(CarrierScheduler scheduler) {
        AtomicReference<Carrier> home = new AtomicReference<>();
        AtomicBoolean called = new AtomicBoolean();
        AtomicBoolean flag = new AtomicBoolean();
        Thread reader = scheduler.start(() -> {
            Carrier carrier = CurrentCarrier.get();
            carrier.registers().begin();
            carrier.registers().stamp(0);
            home.set(carrier);
            while (!called.get()) {
                LockSupport.park();
            }
            while (!flag.get()) {
                Thread.onSpinWait();
            }
            carrier.registers().release();
        });
        Eventually.waits(reader);
        Thread yielder = scheduler.start(() -> {
            while (!home.get().equals(CurrentCarrier.get())) {
                // The timer makes it runnable from outside, so that any carrier takes it.
                LockSupport.parkNanos(1_000);
            }
            called.set(true);
            LockSupport.unpark(reader);
            Thread.yield();
            flag.set(true);
        });
        ended(reader, flag);
        Eventually.ended(yielder);
    }

    private static void yieldUntil(AtomicBoolean flag) {
        while (!flag.get()) {
            Thread.yield();
        }
    }

    /** Opens the way out before it fails, else the failure could not leave the scheduler. */
    private static void ended(Thread thread, AtomicBoolean flag) {
        try {
            Eventually.ended(thread);
        } finally {
            flag.set(true);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    private static CarrierScheduler withCarriers(int carriers) {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName("fair").withCarriers(carriers)
                .withCompensation(Compensation.none()));
    }
}
