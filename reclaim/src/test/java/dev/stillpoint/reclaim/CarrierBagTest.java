// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Nothing that a carrier retires is lost, doubled or left behind, whatever becomes of the carrier. */
class CarrierBagTest {

    private record Numbered(int number) implements Reclaimable {

        @Override
        public void reclaim() {
            throw new AssertionError("not freed here");
        }

        @Override
        public long byteSize() {
            return number;
        }
    }

    @Test
    void whatIsAddedComesOutOnceAndInOrderAroundEveryEndOfAChunk() {
        for (int before = 0; before <= 130; before++) {
            CarrierBag bag = new CarrierBag();
            for (int i = 0; i < before; i++) {
                bag.add(new Numbered(i), i);
            }
            assertThat(bag.isEmpty()).isEqualTo(before == 0);
            assertThat(numbersIn(bag)).hasSize(before).isSorted();
            assertThat(bag.isEmpty()).isTrue();
            bag.add(new Numbered(7), 7);
            assertThat(bag.isEmpty()).isFalse();
            assertThat(numbersIn(bag)).containsExactly(7);
            assertThat(bag.retiredObjects()).isEqualTo(before + 1);
            assertThat(bag.retiredBytes()).isEqualTo(before * (before - 1L) / 2 + 7);
        }
    }

    @Test
    void oneThreadAddsWhileAnotherTakes() throws InterruptedException {
        int count = 300_000;
        CarrierBag bag = new CarrierBag();
        Background carrier = Background.platform("carrier", () -> {
            for (int i = 0; i < count; i++) {
                bag.add(new Numbered(i), 1);
            }
        });
        int next = 0;
        while (next < count) {
            for (int number : numbersIn(bag)) {
                assertThat(number).isEqualTo(next++);
            }
        }
        carrier.join();
        assertThat(bag.isEmpty()).isTrue();
    }

    /** Who took until the bag is empty would follow a carrier that is as fast, and never free what was taken. */
    @Test
    void whatIsAddedAfterTheMarkWasReadWaitsForTheNextTime() {
        for (int before = 0; before <= 130; before++) {
            CarrierBag bag = new CarrierBag();
            add(bag, 0, before);
            long mark = bag.retiredObjects();
            add(bag, before, 200);
            assertThat(numbersIn(bag, mark)).hasSize(before);
            assertThat(numbersIn(bag, mark)).as("nothing is left up to the mark").isEmpty();
            assertThat(numbersIn(bag)).hasSize(200 - before).startsWith(before).isSorted();
            assertThat(bag.isEmpty()).isTrue();
        }
    }

    private static void add(CarrierBag bag, int from, int to) {
        for (int i = from; i < to; i++) {
            bag.add(new Numbered(i), 1);
        }
    }

    private static List<Integer> numbersIn(CarrierBag bag) {
        return numbersIn(bag, bag.retiredObjects());
    }

    private static List<Integer> numbersIn(CarrierBag bag, long upTo) {
        Batch batch = new Batch();
        bag.drainTo(batch, upTo);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            numbers.add(((Numbered) batch.object(i)).number);
        }
        return numbers;
    }

    @Test
    void theBagOfACarrierThatIsBusyForEverIsEmptied() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        try (Reclaimer reclaimer = Reclaimer.create();
                CarrierScheduler scheduler = CarrierScheduler
                        .create(SchedulerConfig.defaults().withName("busy").withCarriers(1));
                Gate stop = new Gate()) {
            scheduler.start(() -> {
                for (int i = 0; i < 1_000; i++) {
                    reclaimer.retire(frees::incrementAndGet, 1);
                }
                while (!stop.isOpen()) {
                    Thread.onSpinWait();
                }
            });
            Await.until("all are freed though it never unmounts", () -> frees.get() == 1_000);
        }
    }

    @Test
    void theBagOfACarrierThatHasEndedIsEmptiedAndItsSuccessorGoesOnWithIt() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            for (int round = 1; round <= 20; round++) {
                try (CarrierScheduler scheduler = CarrierScheduler
                        .create(SchedulerConfig.defaults().withName("short-lived").withCarriers(2))) {
                    for (int i = 0; i < 100; i++) {
                        scheduler.start(() -> reclaimer.retire(frees::incrementAndGet, 1));
                    }
                }
                reclaimer.barrier();
                assertThat(frees.get()).isEqualTo(round * 100);
            }
            assertThat(reclaimer.unreclaimedBytes()).isZero();
        }
    }

    @Test
    void anIdleSystemFreesEverythingThoughNobodyWaits() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            for (int round = 1; round <= 100; round++) {
                ThreadKind.CARRIER.run(() -> reclaimer.retire(frees::incrementAndGet, 1));
                int expected = round;
                Await.until("it is freed", () -> frees.get() == expected);
            }
        }
    }

    @Test
    void closeFreesWhatCarriersRetireUntilItIsRefused() throws InterruptedException {
        for (int round = 0; round < 30; round++) {
            AtomicInteger frees = new AtomicInteger();
            AtomicInteger accepted = new AtomicInteger();
            Reclaimer reclaimer = Reclaimer.create();
            List<Background> retirers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                retirers.add(ThreadKind.CARRIER.start(() -> {
                    try {
                        while (true) {
                            reclaimer.retire(frees::incrementAndGet, 1);
                            accepted.incrementAndGet();
                        }
                    } catch (IllegalStateException closed) {
                        assertThat(closed).hasMessageContaining("is closed");
                    }
                }));
            }
            Await.until("they retire", () -> accepted.get() > 1_000);
            reclaimer.close();
            for (Background retirer : retirers) {
                retirer.join();
            }
            assertThat(frees.get()).isEqualTo(accepted.get());
            assertThat(reclaimer.statistics().unreclaimedBytes()).isZero();
        }
    }
}
