// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.launch;

import java.util.concurrent.CountDownLatch;

/** Its main fails, and only then does a thread that is no daemon say something. */
final class FailsLate {
    private FailsLate() {
    }

    public static void main(String[] args) {
        CountDownLatch mainFails = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Thread.ofPlatform().daemon(false).start(() -> {
            mainFails.countDown();
            try {
                main.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            System.out.println("after main");
        });
        try {
            mainFails.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        throw new IllegalStateException("the program failed");
    }
}
