// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.util.concurrent.ThreadFactory;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Virtual threads of the scheduler that is measured. */
@State(Scope.Benchmark)
public class Threads {

    @Param({"default", "stillpoint"})
    @SuppressWarnings("NullAway.Init") // JMH sets it
    public String scheduler;

    @Param({"1", "2"})
    public int carriers;

    @SuppressWarnings("NullAway.Init") // made in open
    private Contestant contestant;

    @Setup
    public void open() {
        contestant = Contestant.of(scheduler, carriers);
    }

    @TearDown
    public void close() {
        contestant.close();
    }

    ThreadFactory factory() {
        return contestant.factory();
    }

    Thread start(Runnable body) {
        Thread thread = factory().newThread(body);
        thread.start();
        return thread;
    }

    /** Runs {@code body} on a virtual thread, to its end. */
    void run(Runnable body) throws InterruptedException {
        start(body).join();
    }
}
