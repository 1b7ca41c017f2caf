// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Carriers are added and removed while threads run. No watchdog repairs a wake-up that is lost meanwhile. */
class SetCarriersTest {
    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("changing").withCarriers(2).withQueueCapacity(4)
                    .withCompensation(Compensation.none()));

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void moreCarriersRunMoreThreadsAtATime() throws Exception {
        scheduler.setCarriers(4);
        awaitCarriers(4);

        CountDownLatch mounted = new CountDownLatch(4);
        Inside.runMany(scheduler, 4, () -> {
            mounted.countDown();
            while (mounted.getCount() != 0) {
                Thread.onSpinWait();
            }
        });
        assertThat(scheduler).hasToString("changing[4 carriers]");
    }

    @Test
    void fewerCarriersAreLeftAndRunEverything() throws Exception {
        scheduler.setCarriers(1);
        awaitCarriers(1);
        AtomicInteger ran = new AtomicInteger();
        Inside.runMany(scheduler, 100, ran::getAndIncrement);

        assertThat(ran).hasValue(100);
    }

    @Test
    void carrierThatIsToGoRunsNoMoreThreads() throws Exception {
        Semaphore yields = new Semaphore(0);
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(scheduler.start(() -> {
                while (!stop.get()) {
                    if (yields.tryAcquire()) {
                        Thread.yield();
                    }
                }
            }));
        }
        scheduler.setCarriers(1);
        // The watchdog may need some time. From then on the first carrier that comes between two threads goes.
        int allowed = 0;
        while (scheduler.statistics().carriers().size() > 1 && allowed < 20) {
            yields.release();
            allowed++;
            Thread.sleep(100);
        }
        int carriers = scheduler.statistics().carriers().size();
        stop.set(true);

        Eventually.ended(threads);
        assertThat(carriers).as("after %d yields", allowed).isEqualTo(1);
    }

    @Test
    void threadsOfTheSchedulerMayChangeIt() throws Exception {
        Inside.run(scheduler, () -> scheduler.setCarriers(3));

        awaitCarriers(3);
    }

    @Test
    void nothingIsLostWhileCarriersComeAndGo() {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger ran = new AtomicInteger();
        List<Thread> parents = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parents.add(scheduler.start(() -> forkUntil(stop, ran)));
        }
        for (int round = 0; round < 40; round++) {
            int carriers = 1 + round * 7 % 5;
            scheduler.setCarriers(carriers);
            int before = ran.get();
            Eventually.holds("children run on about %d carriers".formatted(carriers), () -> ran.get() > before + 500,
                    parents);
        }
        stop.set(true);

        Eventually.ended(parents);
        scheduler.setCarriers(2);
        awaitCarriers(2);
    }

    @Test
    void carrierThatIsSomebodysHomeStaysUntilItIsNobodys() throws Exception {
        scheduler.setCarriers(4);
        awaitCarriers(4);
        Set<Carrier> homes = ConcurrentHashMap.newKeySet();
        AtomicBoolean leave = new AtomicBoolean();
        AtomicInteger strayed = new AtomicInteger();
        List<Thread> readers = readersOnEveryCarrier(homes, leave, strayed);
        scheduler.setCarriers(1);
        // Each wakes up on a carrier that is to go, several times, and parks there again.
        for (int round = 0; round < 20; round++) {
            readers.forEach(LockSupport::unpark);
            Inside.runMany(scheduler, 10, Thread::yield);
        }
        assertThat(Carriers.of(scheduler)).containsAll(homes);
        leave.set(true);
        readers.forEach(LockSupport::unpark);

        Eventually.ended(readers);
        assertThat(strayed).hasValue(0);
        awaitCarriers(1);
    }

    @Test
    void closeWaitsForReadersOfCarriersThatAreToGo() throws Exception {
        Set<Carrier> homes = ConcurrentHashMap.newKeySet();
        AtomicBoolean leave = new AtomicBoolean();
        AtomicInteger strayed = new AtomicInteger();
        List<Thread> readers = readersOnEveryCarrier(homes, leave, strayed);
        scheduler.setCarriers(1);
        Thread closer = Thread.ofPlatform().daemon().start(scheduler::close);
        Eventually.waitsForAWhile(closer);
        leave.set(true);
        readers.forEach(LockSupport::unpark);

        Eventually.ended(closer);
        assertThat(strayed).hasValue(0);
    }

    @Test
    void nothingHappensAfterClose() {
        scheduler.close();
        scheduler.setCarriers(5);

        assertThat(scheduler.statistics().carriers()).isEmpty();
        // The thread that was to show the scheduler to JMX may end after it.
        Eventually.holds("no thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("changing-")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, SchedulerConfig.MAX_CARRIERS + 1})
    void numberOutOfRangeIsRefused(int carriers) {
        assertThatIllegalArgumentException().isThrownBy(() -> scheduler.setCarriers(carriers))
                .withMessage("carriers must be 1 to 4096, not " + carriers);
        assertThat(scheduler).hasToString("changing[2 carriers]");
    }

    /** As many readers as there are carriers, each parked inside a section on a carrier of its own. */
    private List<Thread> readersOnEveryCarrier(Set<Carrier> homes, AtomicBoolean leave, AtomicInteger strayed) {
        int carriers = scheduler.statistics().carriers().size();
        CountDownLatch mounted = new CountDownLatch(carriers);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < carriers; i++) {
            readers.add(scheduler.start(() -> {
                mounted.countDown();
                while (mounted.getCount() != 0) {
                    Thread.onSpinWait();
                }
                Carrier home = CurrentCarrier.get();
                home.registers().begin();
                // In the section, because the first of several that use a map at once makes the others yield.
                homes.add(home);
                while (!leave.get()) {
                    LockSupport.park();
                    strayed.addAndGet(CurrentCarrier.get() == home ? 0 : 1);
                }
                home.registers().release();
            }));
        }
        readers.forEach(Eventually::waits);
        return readers;
    }

    private static void forkUntil(AtomicBoolean stop, AtomicInteger ran) {
        while (!stop.get()) {
            AtomicInteger left = new AtomicInteger(20);
            Thread parent = Thread.currentThread();
            for (int i = 0; i < 20; i++) {
                Thread.startVirtualThread(() -> {
                    Thread.yield();
                    ran.getAndIncrement();
                    if (left.decrementAndGet() == 0) {
                        LockSupport.unpark(parent);
                    }
                });
            }
            while (left.get() != 0) {
                LockSupport.park();
            }
        }
    }

    private void awaitCarriers(int number) {
        Eventually.holds(number + " carriers", () -> scheduler.statistics().carriers().size() == number);
    }
}
