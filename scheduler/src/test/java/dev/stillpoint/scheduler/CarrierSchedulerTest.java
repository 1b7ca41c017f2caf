// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CarrierSchedulerTest {
    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("test").withCarriers(2));

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void defaultSchedulerOfOursRunsThreadsToo() throws Exception {
        CarrierScheduler plain = CarrierScheduler.create();

        assertThat(plain.statistics().carriers()).hasSize(Runtime.getRuntime().availableProcessors());
        assertThat(Carriers.of(plain)).contains(Inside.call(plain, CurrentCarrier::get));
        Eventually.closed(plain);
    }

    @Test
    void startedThreadRunsOnACarrierOfTheScheduler() throws Exception {
        assertThat(Carriers.of(scheduler)).contains(Inside.call(scheduler, CurrentCarrier::get));
    }

    @Test
    void startedThreadIsVirtual() throws Exception {
        assertThat(Inside.call(scheduler, () -> Thread.currentThread().isVirtual())).isTrue();
    }

    @Test
    void startReturnsTheRunningThread() throws Exception {
        FutureTask<Thread> body = new FutureTask<>(Thread::currentThread);

        assertThat(scheduler.start(body)).isSameAs(body.get());
    }

    @Test
    void startRefusesNull() {
        assertThatNullPointerException().isThrownBy(() -> scheduler.start(null)).withMessage("body");
        assertThat(scheduler.liveThreads()).isZero();
    }

    @Test
    void factoryMakesUnstartedVirtualThreads() {
        Thread thread = scheduler.threadFactory().newThread(() -> {
        });

        assertThat(thread.isVirtual()).isTrue();
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
        assertThat(scheduler.liveThreads()).isZero();
    }

    @Test
    void threadOfTheFactoryRunsOnACarrierOfTheScheduler() throws Exception {
        FutureTask<Carrier> seen = new FutureTask<>(CurrentCarrier::get);
        scheduler.threadFactory().newThread(seen).start();

        assertThat(Carriers.of(scheduler)).contains(seen.get());
    }

    @Test
    void factoryRefusesNull() {
        assertThatNullPointerException().isThrownBy(() -> scheduler.threadFactory().newThread(null))
                .withMessage("body");
    }

    @Test
    void executorRunsEachTaskOnACarrierOfTheScheduler() throws Exception {
        List<Future<Carrier>> seen;
        try (ExecutorService executor = scheduler.newThreadPerTaskExecutor()) {
            seen = IntStream.range(0, 100).mapToObj(i -> executor.submit(CurrentCarrier::get)).toList();
        }

        for (Future<Carrier> one : seen) {
            assertThat(Carriers.of(scheduler)).contains(one.get());
        }
    }

    @Test
    void carriersAreNamedAndNumbered() {
        assertThat(Carriers.of(scheduler)).extracting(Carrier::name).containsExactly("test-carrier-0",
                "test-carrier-1");
    }

    @Test
    void liveThreadsAreThoseThatStartedAndHaveNotEnded() {
        CountDownLatch go = new CountDownLatch(1);
        Inside.start(scheduler, go::await);
        Inside.start(scheduler, go::await);
        assertThat(scheduler.liveThreads()).isEqualTo(2);

        go.countDown();
        Eventually.holds("no live threads", () -> scheduler.liveThreads() == 0);
    }

    @Test
    void idleCarriersAreOffline() {
        Eventually.holds("all carriers are offline",
                () -> Carriers.of(scheduler).stream().allMatch(carrier -> carrier.presence() % 2 == 0));
    }

    @Test
    void carrierIsOnlineWhileAThreadIsMounted() throws Exception {
        int presence = Inside.call(scheduler, () -> CurrentCarrier.get().presence());

        assertThat(presence % 2).isEqualTo(1);
    }

    @Test
    void startHappensBeforeTheThreadAndTheThreadBeforeClose() {
        int[] plain = {1};
        scheduler.start(() -> plain[0]++);
        scheduler.close();

        assertThat(plain[0]).isEqualTo(2);
    }

    @Test
    void saysWhatItIs() {
        assertThat(scheduler).hasToString("test[2 carriers]");
        scheduler.close();
        assertThat(scheduler).hasToString("test[closed]");
    }
}
