// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

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

    private final ParkedThreads threads = new ParkedThreads();

    @Setup
    public void start() {
        threads.start(idleThreads, () -> {
        });
    }

    @TearDown
    public void stop() throws InterruptedException {
        threads.stop();
    }
}
