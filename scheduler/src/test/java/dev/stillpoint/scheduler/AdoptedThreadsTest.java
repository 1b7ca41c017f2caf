// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Virtual threads that are made inside a thread of the scheduler, by whatever means, run on it. */
class AdoptedThreadsTest {
    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("adopting").withCarriers(2).withQueueCapacity(4));

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void childOfTheBuilder() throws Exception {
        Carrier seen = Inside.call(scheduler, () -> carrierIn(Thread.ofVirtual().factory()));

        assertThat(Carriers.of(scheduler)).contains(seen);
    }

    @Test
    void childOfStartVirtualThread() throws Exception {
        Carrier seen = Inside.call(scheduler, () -> {
            FutureTask<Carrier> task = new FutureTask<>(CurrentCarrier::get);
            Thread.startVirtualThread(task);
            return task.get();
        });

        assertThat(Carriers.of(scheduler)).contains(seen);
    }

    @Test
    void grandchild() throws Exception {
        Carrier seen = Inside.call(scheduler, () -> {
            FutureTask<Carrier> task = new FutureTask<>(() -> carrierIn(Thread.ofVirtual().factory()));
            Thread.ofVirtual().start(task);
            return task.get();
        });

        assertThat(Carriers.of(scheduler)).contains(seen);
    }

    @Test
    void childThatParksComesBackToTheScheduler() throws Exception {
        Carrier seen = Inside.call(scheduler, () -> {
            FutureTask<Carrier> task = new FutureTask<>(() -> {
                Thread.sleep(1);
                Thread.yield();
                return CurrentCarrier.get();
            });
            Thread.ofVirtual().start(task);
            return task.get();
        });

        assertThat(Carriers.of(scheduler)).contains(seen);
    }

    @Test
    void childThatAnOutsideThreadStarts() throws Exception {
        FutureTask<Carrier> seen = new FutureTask<>(CurrentCarrier::get);
        Callable<Thread> making = () -> {
            Thread child = Thread.ofVirtual().unstarted(seen);
            Thread.ofPlatform().start(child::start).join();
            seen.get();
            return child;
        };
        Inside.call(scheduler, making);

        assertThat(Carriers.of(scheduler)).contains(seen.get());
    }

    @Test
    void childThatIsStartedAfterItsParentEnded() throws Exception {
        FutureTask<Carrier> seen = new FutureTask<>(CurrentCarrier::get);
        Thread child = Inside.call(scheduler, () -> Thread.ofVirtual().unstarted(seen));
        Eventually.holds("the parent has ended", () -> scheduler.liveThreads() == 0);
        child.start();

        assertThat(Carriers.of(scheduler)).contains(seen.get());
    }

    @Test
    void childIsALiveThreadOfTheScheduler() throws Exception {
        long live = Inside.call(scheduler, () -> {
            FutureTask<Long> task = new FutureTask<>(scheduler::liveThreads);
            Thread.ofVirtual().start(task);
            return task.get();
        });

        assertThat(live).isEqualTo(2);
    }

    @Test
    void childrenOfAPerTaskExecutorByTheHundredThousand() throws Exception {
        int count = 100_000;
        LongAdder here = new LongAdder();
        Inside.run(scheduler, () -> {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < count; i++) {
                    executor.execute(() -> {
                        if (Carriers.isHere(scheduler)) {
                            here.increment();
                        }
                    });
                }
            }
        });

        assertThat(here.sum()).isEqualTo(count);
    }

    @Test
    void parentGoesOnBesideItsChildren() throws Exception {
        int rounds = 1000;
        int counted = Inside.call(scheduler, () -> {
            LongAdder sum = new LongAdder();
            for (int i = 0; i < rounds; i++) {
                Thread child = Thread.ofVirtual().start(sum::increment);
                child.join();
            }
            return sum.intValue();
        });

        assertThat(counted).isEqualTo(rounds);
    }

    private static Carrier carrierIn(ThreadFactory factory) throws Exception {
        FutureTask<Carrier> seen = new FutureTask<>(CurrentCarrier::get);
        factory.newThread(seen).start();
        return seen.get();
    }
}
