// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The end of a section is stored where it stands. Compiled code that computes afterwards, without a fence or a call,
 * must not take it along: to a driver that looks behind a cut the carrier would be inside nearly always.
 */
class EndOfSectionTest {

    private static final int LOOKS = 500;
    /** Ten microseconds, against some ten nanoseconds inside. A constant: no compiled check stands before the loop. */
    private static final int STEPS = 10_000;
    /** By then the method is compiled as a whole. */
    private static final long ROUNDS = 100_000;

    private volatile boolean computes = true;
    // the carrier writes
    private volatile long rounds;
    private volatile long found = 1;
    private final CompletableFuture<Carrier> carrier = new CompletableFuture<>();

    @Test
    void aCarrierThatComputesBetweenSectionsLooksOutside() {
        Membarrier membarrier = Membarriers.ofProcess();

        assertThat(look(membarrier)).as("looks that found it inside, of %d", LOOKS).isLessThan(LOOKS / 2);
    }

    /** How many of the looks found the carrier inside. */
    private int look(Membarrier membarrier) {
        try (CarrierScheduler scheduler = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("looked-at").withCarriers(1))) {
            scheduler.start(this::compute);
            try {
                Carrier lookedAt = carrier.join();
                while (rounds < ROUNDS) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
                int inside = 0;
                for (int i = 0; i < LOOKS; i++) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                    if (membarrier.tryCut() && lookedAt.registers().holdsAcquire() != 0) {
                        inside++;
                    }
                }
                return inside;
            } finally {
                computes = false;
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void compute() {
        Carrier here = CurrentCarrier.get();
        carrier.complete(here);
        long sum = 0;
        while (computes) {
            sum = readAndCompute(here.registers(), sum);
            rounds++;
        }
        found = sum | 1;
    }

    /** A section as {@code ScopedQsbr} makes it, reduced to what the compiler must not move. */
    private long readAndCompute(Registers registers, long begun) {
        GracePeriods.process().enter(registers);
        long sum = begun + found;
        registers.release();
        for (int i = 0; i < STEPS; i++) {
            sum = sum * 31 + (sum >>> 7) ^ i;
        }
        return sum;
    }
}
