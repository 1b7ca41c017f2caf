// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Parked platform threads, as a pool has them: a handshake with all threads must stop each of them. */
@State(Scope.Benchmark)
public class IdleThreads {

    @Param({"0", "100", "1000"})
    public int idleThreads;

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    @Setup
    public void start() {
        stopped = false;
        for (int i = 0; i < idleThreads; i++) {
            threads.add(Thread.ofPlatform().daemon().stackSize(64 << 10).start(this::park));
        }
    }

    private void park() {
        while (!stopped) {
            LockSupport.park(this);
        }
    }

    @TearDown
    public void stop() throws InterruptedException {
        stopped = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }
}
