// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Platform threads that do something once and then park, until they are stopped. */
final class ParkedThreads {

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** @param first what each does before it parks */
    void start(int number, Runnable first) {
        stopped = false;
        for (int i = 0; i < number; i++) {
            threads.add(Thread.ofPlatform().daemon().stackSize(64 << 10).start(() -> park(first)));
        }
    }

    private void park(Runnable first) {
        first.run();
        while (!stopped) {
            LockSupport.park(this);
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }
}
