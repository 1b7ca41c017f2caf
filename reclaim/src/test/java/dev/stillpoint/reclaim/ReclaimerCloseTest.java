// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.reclaim.support.Unmount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** After close nothing is left: no retired object, no thread. */
class ReclaimerCloseTest {

    private static final String NAME = "reclaimer-to-close";

    private final Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withName(NAME));

    @AfterEach
    void close() {
        reclaimer.close();
    }

    @Test
    void closeFreesEverythingAndLeavesNoThread() {
        assertThat(threadsOfTheReclaimer()).isEqualTo(1);
        AtomicInteger frees = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            reclaimer.retire(frees::incrementAndGet, 8);
        }
        reclaimer.close();

        assertThat(frees.get()).isEqualTo(10_000);
        assertThat(reclaimer.unreclaimedBytes()).isZero();
        Await.until("the thread is gone", () -> threadsOfTheReclaimer() == 0);
    }

    private static long threadsOfTheReclaimer() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(NAME)).count();
    }

    @Test
    void closeWaitsForReadersAndThenFrees() throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            reclaimer.retire(version);
            Background closer = Background.platform("closer", reclaimer::close);
            Await.never("close returns, or frees, under a reader", () -> closer.isDone() || version.frees() != 0);
            reader.leave();
            closer.join();
        }
        assertThat(version.frees()).isEqualTo(1);
    }

    @Test
    void aSecondCloseAndAConcurrentOneWaitLikewise() throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(version);
            List<Background> closers = new ArrayList<>();
            for (ThreadKind kind : ThreadKind.values()) {
                closers.add(kind.start(() -> {
                    reclaimer.close();
                    assertThat(version.frees()).isEqualTo(1);
                }));
            }
            Await.never("one of them returns under a reader", () -> closers.stream().anyMatch(Background::isDone));
            reader.leave();
            for (Background closer : closers) {
                closer.join();
            }
        }
        reclaimer.close();
        assertThat(version.frees()).isEqualTo(1);
    }

    @Test
    void afterCloseRetireIsRefusedAndTheObjectStaysTheCallers() {
        reclaimer.close();
        Version version = new Version("version");

        assertThatThrownBy(() -> reclaimer.retire(version)).isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot retire: reclaimer reclaimer-to-close is closed. Close it after its last user.");
        assertThatThrownBy(() -> reclaimer.retire(() -> version.reclaim(), 1))
                .isInstanceOf(IllegalStateException.class);
        assertThat(version.frees()).isZero();
        assertThat(reclaimer.statistics()).isEqualTo(new ReclaimerStatistics(0, 0, 0, 0, 0));
    }

    @RepeatedTest(20)
    void whatIsRetiredDuringCloseIsEitherRefusedOrFreed() throws InterruptedException {
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger frees = new AtomicInteger();
        List<Background> retirers = new ArrayList<>();
        for (ThreadKind kind : ThreadKind.values()) {
            retirers.add(kind.start(() -> {
                while (true) {
                    try {
                        reclaimer.retire(frees::incrementAndGet, 1);
                        // A carrier that never unmounts would hold up the grace period that close waits for.
                        if (accepted.incrementAndGet() % 16 == 0) {
                            Unmount.YIELD.now();
                        }
                    } catch (IllegalStateException closed) {
                        refused.incrementAndGet();
                        return;
                    }
                }
            }));
        }
        Await.until("objects stream in", () -> accepted.get() > 300);
        reclaimer.close();
        int freedWhenClosed = frees.get();
        for (Background retirer : retirers) {
            retirer.join();
        }

        assertThat(refused.get()).isEqualTo(retirers.size());
        assertThat(frees.get()).isEqualTo(accepted.get()).isEqualTo(freedWhenClosed);
        assertThat(reclaimer.statistics().retiredObjects()).isEqualTo(accepted.get());
    }

    @RepeatedTest(20)
    void whoWaitsDuringCloseIsServedOrRefusedButNeverForgotten() throws InterruptedException {
        AtomicInteger served = new AtomicInteger();
        List<Background> waiters = new ArrayList<>();
        for (ThreadKind kind : ThreadKind.values()) {
            waiters.add(kind.start(() -> waitUntilRefused(reclaimer::synchronize, served)));
            waiters.add(kind.start(() -> waitUntilRefused(reclaimer::barrier, served)));
        }
        Await.until("somebody was served", () -> served.get() > 0);
        reclaimer.close();
        for (Background waiter : waiters) {
            waiter.join();
        }
    }

    private static void waitUntilRefused(Background.Body waiting, AtomicInteger served) throws Throwable {
        while (true) {
            try {
                waiting.run();
                served.incrementAndGet();
            } catch (IllegalStateException closed) {
                assertThat(closed).hasMessageContaining("is closed");
                return;
            }
        }
    }

    @Test
    void anInterruptDoesNotEndCloseAndIsPendingAfterwards() throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(version);
            Background closer = Background.platform("closer", () -> {
                reclaimer.close();
                assertThat(Thread.interrupted()).as("the interrupt is pending").isTrue();
                assertThat(version.frees()).isEqualTo(1);
            });
            Await.until("close waits", () -> Await.isWaiting(closer.thread()));
            closer.thread().interrupt();
            Await.never("the interrupt ends close", closer::isDone);
            closer.thread().interrupt();
            reader.leave();
            closer.join();
        }
    }

    @Test
    void closeOnTheReclaimersOwnThreadIsRefusedAndItStaysOpen() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        reclaimer.retire(() -> {
            try {
                reclaimer.close();
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
        }, 0);
        reclaimer.barrier();

        assertThat(thrown.get()).hasMessageContaining("reclaimer's own thread");
        Version version = new Version("version");
        reclaimer.retire(version);
        reclaimer.barrier();
        assertThat(version.frees()).isEqualTo(1);
        reclaimer.close();
    }

    @Test
    void whatACallbackRetiresDuringCloseIsFreedTooOrRefused() {
        Version second = new Version("second");
        AtomicReference<Throwable> refused = new AtomicReference<>();
        try (Reclaimer other = reclaimer) {
            other.retire(() -> {
                try {
                    other.retire(second);
                } catch (IllegalStateException e) {
                    refused.set(e);
                }
            }, 0);
        }
        assertThat(second.frees() + (refused.get() == null ? 0 : 1)).isEqualTo(1);
    }

    @Test
    void oneReclaimersEndDoesNotDisturbTheOthers() throws InterruptedException {
        Version version = new Version("version");
        try (Reclaimer other = Reclaimer.create()) {
            reclaimer.close();
            other.retire(version);
            other.synchronize();
            other.barrier();
        }
        assertThat(version.frees()).isEqualTo(1);
    }
}
