// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that blocks its carrier in a call that the JDK announces holds up only what it reads. */
class BlockedCarrierTest {

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("blocked").withCarriers(1));
    private final Reclaimer reclaimer = Reclaimer.create();
    private final Process silent = start();
    private final CountDownLatch mounted = new CountDownLatch(1);

    @AfterEach
    void close() {
        silent.destroyForcibly();
        scheduler.close();
        reclaimer.close();
    }

    @Test
    void gracePeriodEndsWhileAThreadIsBlockedOutsideASection() throws InterruptedException {
        scheduler.start(() -> {
            mounted.countDown();
            listen();
        });
        mounted.await();
        Background waiter = Background.platform("waiter", reclaimer::synchronize);

        Await.until("synchronize returns beside a blocked thread", waiter::isDone);
    }

    @Test
    void gracePeriodWaitsForAReaderThatIsBlockedInsideASection() throws InterruptedException {
        scheduler.start(() -> ScopedQsbr.run(() -> {
            mounted.countDown();
            listen();
        }));
        mounted.await();
        Background waiter = Background.platform("waiter", reclaimer::synchronize);
        Await.never("synchronize returns under a blocked reader", waiter::isDone);
        silent.destroyForcibly();

        waiter.join();
    }

    @Test
    void sectionAfterTheCallIsSeen() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Version version = new Version("old");
        scheduler.start(() -> {
            mounted.countDown();
            listen();
            ScopedQsbr.run(() -> {
                inside.countDown();
                spinUntil(leave);
            });
        });
        mounted.await();
        silent.destroyForcibly();
        inside.await();
        reclaimer.retire(version);
        Background waiter = Background.platform("waiter", reclaimer::barrier);
        Await.never("freed under a reader that was blocked before", waiter::isDone);
        leave.countDown();

        waiter.join();
    }

    private void listen() {
        try {
            silent.getInputStream().read();
        } catch (IOException e) {
            // The process was ended: this is what the test does to go on.
        }
    }

    /** Keeps the carrier; parking would unmount. */
    private static void spinUntil(CountDownLatch latch) {
        while (latch.getCount() != 0 && CurrentCarrier.get() != null) {
            Thread.onSpinWait();
        }
    }

    private static Process start() {
        try {
            return new ProcessBuilder("cat").start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
