// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.launch;

import java.util.concurrent.CountDownLatch;

/** One class makes a daemon that never ends, and a thread that lives on after main. */
final class BothKinds {
    private BothKinds() {
    }

    public static void main(String[] args) throws InterruptedException {
        Thread main = Thread.currentThread();
        Thread daemon = new Thread(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        daemon.setDaemon(true);
        daemon.start();
        new Thread(() -> {
            try {
                main.join();
                // Longer than a JVM needs that does not wait.
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            System.out.println("served");
            System.exit(3);
        }, "acceptor").start();
    }
}
