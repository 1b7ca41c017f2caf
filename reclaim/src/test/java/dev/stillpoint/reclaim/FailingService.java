// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.fixture.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A reclaimer's whole life, from the first object to its end, in which its thread fails at each point in turn; for
 * {@link ReclaimerErrorsTest}.
 */
abstract class FailingService extends FailingReclaimer {

    private static final String NAME = "failing-service";
    private static final int OBJECTS = 3;

    private final Supplier<? extends Error> error;

    FailingService(Supplier<? extends Error> error) {
        this.error = error;
    }

    /** The thread runs out of memory. */
    static final class OutOfMemory extends FailingService {

        OutOfMemory() {
            super(OutOfMemoryError::new);
        }
    }

    /** The thread overflows its stack. */
    static final class AtTheStackEnd extends FailingService {

        AtTheStackEnd() {
            super(StackOverflowError::new);
        }
    }

    @Override
    boolean failsAt(int point) throws InterruptedException {
        List<AtomicInteger> frees = new ArrayList<>();
        Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withName(NAME)
                .withLimits(BacklogLimits.defaults().withFull(2, 2, BacklogLimits.WhenFull.THROW)));
        OpenReader reader = OpenReader.on(ThreadKind.PLATFORM);
        Faults.arm(point, thread -> thread.getName().equals(NAME), error);
        for (int i = 0; i < OBJECTS; i++) {
            AtomicInteger count = new AtomicInteger();
            frees.add(count);
            reclaimer.retireWithoutWaiting(count::incrementAndGet, 1);
        }
        Await.never("point %d: freed under a reader".formatted(point), Duration.ofMillis(2),
                () -> frees.stream().anyMatch(count -> count.get() != 0));
        reader.leave();
        end(point, reclaimer);
        boolean failed = Faults.disarm();
        ReclaimerStatistics statistics = reclaimer.statistics();
        long freed = frees.stream().filter(count -> count.get() == 1).count();
        // An error at the call of an object's own code is the object's, or the barrier's.
        if (OBJECTS - freed > statistics.failedObjects() || statistics.failedObjects() > 1
                || frees.stream().anyMatch(count -> count.get() > 1)) {
            wrongAt(point, "freed %s times".formatted(frees));
        }
        requireAllReclaimed(point, OBJECTS, statistics);
        return failed;
    }
}
