// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.launch;

import java.util.concurrent.CountDownLatch;

/** Leaves its work to a thread that is a daemon only because the virtual thread that makes it is one, and ends. */
final class Server {
    private Server() {
    }

    public static void main(String[] args) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        if (args.length == 0) {
            start(main, started);
        } else {
            Thread.startVirtualThread(() -> start(main, started));
        }
        started.await();
    }

    private static void start(Thread main, CountDownLatch started) {
        new Thread(() -> {
            started.countDown();
            try {
                main.join();
                // Longer than a JVM needs that does not wait.
                Thread.sleep(3000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            System.out.println("served");
        }, "acceptor").start();
    }
}
