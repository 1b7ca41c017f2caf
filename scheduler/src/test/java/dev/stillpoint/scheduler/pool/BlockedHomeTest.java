// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.worker.Worker;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What the watchdog finds out about a thread that keeps its carrier from readers. The test plays the watchdog. */
class BlockedHomeTest {
    private static final SpareLimits NO_SPARES = new SpareLimits(0, 1, 1, 1);

    private final CarrierPool pool = new CarrierPool("blocked", "", JdkAccess.get(), 1, 4, NO_SPARES);
    private final AtomicBoolean released = new AtomicBoolean();

    @Test
    void mountThatKeepsReadersFromTheirHomeIsNoticedOnce() throws InterruptedException {
        pool.start();
        Worker worker = pool.workers()[0];
        Thread reader = start(() -> {
            Registers registers = CurrentCarrier.registers();
            registers.begin();
            LockSupport.park();
            registers.release();
        });
        Eventually.waits(reader);
        Thread keeper = start(() -> {
            while (!released.get()) {
                Thread.onSpinWait();
            }
        });
        Eventually.holds("it is mounted", () -> worker.look().running() == keeper, keeper);
        assertThat(worker.blocksItsHome()).as("no reader is runnable").isFalse();
        LockSupport.unpark(reader);

        assertThat(worker.blocksItsHome()).as("first look").isTrue();
        assertThat(worker.blocksItsHome()).as("second look").isFalse();
        released.set(true);
        Eventually.ended(keeper, reader);
        pool.lifecycle().shutdown();
        pool.stop();
    }

    private Thread start(Runnable body) {
        Thread thread = pool.newThread(null, body);
        thread.start();
        return thread;
    }
}
