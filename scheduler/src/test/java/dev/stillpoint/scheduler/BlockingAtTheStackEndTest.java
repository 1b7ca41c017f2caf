// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thread makes blocking calls at the very end of its stack, or ends inside one. */
class BlockingAtTheStackEndTest {
    private static final int ROUNDS = 60;
    /** After so many calls that succeeded there is stack enough. */
    private static final int ENOUGH = 20;

    // the thread that makes the calls: how many succeeded in this round
    private int made;

    @Test
    void carrierIsOnlineWhileItsThreadGoesOn(@TempDir Path folder) throws Exception {
        AtomicInteger offline = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger();
        CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withName("stack-end")
                .withCarriers(1).withCompensation(Compensation.none()));
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve("file").toFile(), "rw")) {
            Thread thread = scheduler.start(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    made = 0;
                    descend(file);
                    rounds.getAndAdd(made == ENOUGH ? 1 : 0);
                    Carrier carrier = Objects.requireNonNull(CurrentCarrier.get());
                    offline.getAndAdd(carrier.isOnline() ? 0 : 1);
                    // A carrier that was left offline must not hide what the next rounds do.
                    carrier.goOnline();
                }
            });
            Eventually.ended(thread);
        }
        Eventually.closed(scheduler);

        assertThat(rounds).hasValue(ROUNDS);
        assertThat(offline).hasValue(0);
    }

    @Test
    void threadThatEndsInsideACallLeavesTheCarrierOnlineForTheNext() {
        AtomicInteger online = new AtomicInteger();
        try (CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1))) {
            Thread first = scheduler.start(() -> {
                scheduler.start(() -> online.set(Objects.requireNonNull(CurrentCarrier.get()).isOnline() ? 1 : -1));
                Objects.requireNonNull(CurrentCarrier.thread()).beginBlocking();
            });
            Eventually.ended(first);
        }
        assertThat(online).hasValue(1);
    }

    /** Overflows, then makes a blocking call from each frame on the way up, with a little more stack each time. */
    @SuppressWarnings("InfiniteRecursion") // it is meant
    private void descend(RandomAccessFile file) {
        try {
            descend(file);
        } catch (StackOverflowError e) {
            // Up, one frame at a time.
        }
        if (made < ENOUGH) {
            try {
                file.getFD().sync();
                made++;
            } catch (StackOverflowError e) {
                // There was no stack for the call.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
