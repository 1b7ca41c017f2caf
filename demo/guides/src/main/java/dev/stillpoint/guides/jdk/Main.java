// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.jdk;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A service: it serves and reloads until it is told to end, as by Ctrl-C or SIGTERM, and then closes everything. */
public final class Main {

    private Main() {
    }

    private static Prices load() {
        return Prices.of(BlockAllocator.malloc(), 1099, 495, System.nanoTime());
    }

    // @start region="main"
    public static void main(String[] args) throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        // The JVM ends when its hooks have ended: this one waits until everything is closed, but not for ever.
        Runtime.getRuntime().addShutdownHook(new Thread(new FutureTask<>(() -> {
            stop.countDown();
            return closed.await(30, TimeUnit.SECONDS);
        })));
        try (Reclaimer reclaimer = Reclaimer.create();
                QsbrReference<Prices> prices = QsbrReference.of(reclaimer, load());
                // Null is skipped when the resources are closed.
                CarrierScheduler scheduler = CarrierScheduler.isSupported() ? CarrierScheduler.create() : null;
                ExecutorService threads = scheduler != null
                        ? scheduler.newThreadPerTaskExecutor()
                        : Executors.newVirtualThreadPerTaskExecutor();
                JdkServer server = new JdkServer(threads, prices, Integer.parseInt(args[0]))) {
            System.out.println("listens on port " + server.port() + (scheduler != null ? ", on carriers" : ""));
            while (!stop.await(100, TimeUnit.MILLISECONDS)) {
                prices.replace(load());
            }
        } finally {
            System.out.println("everything is closed");
            closed.countDown();
        }
    }
    // @end
}
