// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.launch;

import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Says where its main, a nameless child and a grandchild run, prints its arguments and exits with the status 7. */
public final class WhereAmI {
    private WhereAmI() {
    }

    public static void main(String[] args) throws Exception {
        System.out.println(Thread.currentThread().getName() + " on " + CurrentCarrier.get());
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            executor.submit(() -> {
                System.out.println("child \"" + Thread.currentThread().getName() + "\" on " + CurrentCarrier.get());
                Thread.ofVirtual().start(() -> System.out.println("grandchild on " + CurrentCarrier.get())).join();
                return null;
            }).get();
        }
        System.out.println(String.join(",", args));
        System.exit(7);
    }
}
