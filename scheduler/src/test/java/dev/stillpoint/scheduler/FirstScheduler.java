// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

/** Creates a scheduler, runs a thread on it, and ends, for {@link StartUpTest} and {@link AotCacheTest}. */
final class FirstScheduler implements Runnable {
    static final String DONE = "a thread ran";

    private FirstScheduler() {
    }

    public static void main(String[] args) throws InterruptedException {
        CarrierScheduler scheduler = CarrierScheduler.create();
        scheduler.start(new FirstScheduler()).join();
        System.out.println(DONE);
    }

    @Override
    public void run() {
        if (!Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("not on a carrier");
        }
    }
}
