// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A program that runs with the flag and without, as the documentation says. */
public final class SupportedOrNot {

    private SupportedOrNot() {
    }

    public static void main(String[] args) {
        // @start region="fallback"
        ExecutorService threads = CarrierScheduler.isSupported()
                ? CarrierScheduler.create().newThreadPerTaskExecutor()
                : Executors.newVirtualThreadPerTaskExecutor();
        // @end
        try (threads) {
            threads.execute(() -> System.out.println("runs on a carrier: " + (CurrentCarrier.get() != null)));
        }
    }
}
