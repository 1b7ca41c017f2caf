// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One carrier, and a thread that does not let go of it: others run nevertheless. */
class CompensationTest {
    /** Wakes {@link Pinned}; not in that class, whose fields wait for its initialiser. */
    private static final AtomicBoolean WOKEN = new AtomicBoolean();

    private final SchedulerConfig config = SchedulerConfig.defaults().withName("stuck").withCarriers(1)
            .withCompensation(Compensation.defaults().withMaxSpares(2).withKeepAlive(Duration.ofMillis(20)));
    private final CarrierScheduler scheduler = CarrierScheduler.create(config);

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void blockingCallThatTheJdkAnnounces() throws Exception {
        try (Echo echo = new Echo()) {
            Thread stuck = Inside.start(scheduler, echo::listen);
            Inside.run(scheduler, echo::answer);

            Eventually.ended(stuck);
        }
    }

    @Test
    void nativeCallOfWhichNobodyIsTold() throws Exception {
        try (Fifo fifo = new Fifo()) {
            Thread stuck = Inside.start(scheduler, fifo::read);
            Inside.run(scheduler, fifo::write);

            Eventually.ended(stuck);
        }
    }

    @Test
    void pinnedPark() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        Thread stuck = scheduler.start(() -> seen.set(Pinned.DONE));
        Inside.run(scheduler, () -> {
            WOKEN.set(true);
            LockSupport.unpark(stuck);
        });

        Eventually.ended(stuck);
        assertThat(seen).hasValue("done");
    }

    @Test
    void computation() throws Exception {
        computeUntilAnotherThreadRuns();
    }

    private void computeUntilAnotherThreadRuns() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread stuck = scheduler.start(() -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        });
        Inside.run(scheduler, () -> stop.set(true));

        Eventually.ended(stuck);
    }

    @Test
    void threadsInTheQueueOfTheStuckCarrierAreTaken() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Inside.run(scheduler, () -> {
            for (int i = 0; i < 10; i++) {
                Thread.startVirtualThread(ran::getAndIncrement);
            }
            while (ran.get() < 10) {
                Thread.onSpinWait();
            }
        });

        assertThat(ran).hasValue(10);
    }

    @Test
    void sparesAreStuckToo() throws Exception {
        try (Echo one = new Echo(); Echo two = new Echo()) {
            Thread first = Inside.start(scheduler, one::listen);
            Thread second = Inside.start(scheduler, two::listen);
            Inside.run(scheduler, () -> {
                one.answer();
                two.answer();
            });

            Eventually.ended(first, second);
        }
    }

    @Test
    void noMoreSparesComeThanAreAllowed() throws Exception {
        List<Thread> stuck = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(4);
        AtomicBoolean stop = new AtomicBoolean();
        for (int i = 0; i < 4; i++) {
            stuck.add(scheduler.start(() -> {
                all.countDown();
                while (!stop.get()) {
                    Thread.onSpinWait();
                }
            }));
        }
        Eventually.holds("three threads run", () -> all.getCount() == 1);
        assertThat(scheduler.statistics().carriers()).hasSize(3);
        stop.set(true);

        Eventually.ended(stuck);
    }

    @Test
    void sparesLeaveWhenTheyAreNoLongerNeeded() throws Exception {
        computeUntilAnotherThreadRuns();

        Eventually.holds("one carrier is left", () -> scheduler.statistics().carriers().size() == 1);
        assertThat(Carriers.of(scheduler)).contains(Inside.call(scheduler, CurrentCarrier::get));
    }

    @Test
    void spareStaysWhereAThreadMustComeHomeToIt() throws Exception {
        AtomicReference<Carrier> home = new AtomicReference<>();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        Thread stuck = scheduler.start(() -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        });
        Thread reader = scheduler.start(() -> {
            Carrier carrier = CurrentCarrier.get();
            carrier.registers().begin();
            home.set(carrier);
            while (!leave.get()) {
                LockSupport.park();
            }
            carrier.registers().release();
        });
        Eventually.waits(reader);
        stop.set(true);
        Eventually.ended(stuck);
        Eventually.holds("the reader's home is the last carrier but one, or the only one",
                () -> scheduler.statistics().carriers().size() <= 2);
        assertThat(Carriers.of(scheduler)).contains(home.get());
        leave.set(true);
        LockSupport.unpark(reader);

        Eventually.ended(reader);
        Eventually.holds("one carrier is left", () -> scheduler.statistics().carriers().size() == 1);
    }

    @Test
    void carrierIsOfflineInABlockingCallOutsideASection() throws Exception {
        assertThat(presenceDuringACall(false) % 2).isZero();
    }

    @Test
    void carrierIsOnlineInABlockingCallInsideASection() throws Exception {
        assertThat(presenceDuringACall(true) % 2).isEqualTo(1);
    }

    /** Of a carrier whose thread is in a blocking call. */
    private int presenceDuringACall(boolean inSection) throws Exception {
        AtomicReference<Carrier> carrier = new AtomicReference<>();
        try (Echo echo = new Echo()) {
            Thread blocked = Inside.start(scheduler, () -> {
                Carrier here = CurrentCarrier.get();
                if (inSection) {
                    here.registers().begin();
                }
                carrier.set(here);
                echo.listen();
                if (inSection) {
                    here.registers().release();
                }
            });
            // A thread beside it runs once the watchdog has seen the call.
            int presence = Inside.call(scheduler, () -> carrier.get().presence());
            echo.answer();
            Eventually.ended(blocked);
            assertThat(carrier.get().holds()).isZero();
            return presence;
        }
    }

    /** Its initialiser is a native frame on the stack, which pins the thread that parks in it. */
    private static final class Pinned {
        static final String DONE = park();

        private static String park() {
            while (!WOKEN.get()) {
                LockSupport.park();
            }
            return "done";
        }
    }
}
