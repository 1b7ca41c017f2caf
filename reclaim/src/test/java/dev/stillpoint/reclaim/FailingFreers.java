// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Who frees a batch runs out of memory half-way, at each point in turn; for {@link ReclaimerExecutorTest}. */
abstract class FailingFreers extends FailingReclaimer {

    private static final int OBJECTS = 5;

    private final ReclaimerConfig config;

    FailingFreers(ReclaimerConfig config) {
        this.config = config;
    }

    /** The reclaimer frees by itself. */
    static final class OnTheReclaimersThread extends FailingFreers {

        OnTheReclaimersThread() {
            super(ReclaimerConfig.defaults());
        }
    }

    /** An executor frees, on the reclaimer's thread. */
    static final class OnADirectExecutor extends FailingFreers {

        OnADirectExecutor() {
            super(ReclaimerConfig.defaults().withExecutor(Runnable::run));
        }
    }

    /** An executor frees, on another thread. */
    static final class OnAnotherThread extends FailingFreers {

        OnAnotherThread() {
            super(ReclaimerConfig.defaults().withExecutor(batch -> {
                Thread freer = new Thread(batch);
                freer.setUncaughtExceptionHandler((_, _) -> {
                });
                freer.start();
            }));
        }
    }

    @Override
    boolean failsAt(int point) {
        Reclaimer reclaimer = Reclaimer.create(config);
        Gate retired = new Gate();
        AtomicBoolean failed = new AtomicBoolean();
        List<AtomicInteger> frees = new ArrayList<>();
        // While this one is freed the others gather in one batch.
        Gate begun = new Gate();
        reclaimer.retire(() -> {
            begun.open();
            retired.await();
        }, 1);
        begun.await();
        reclaimer.retire(() -> Faults.arm(point, OutOfMemoryError::new), 1);
        for (int i = 0; i < OBJECTS; i++) {
            AtomicInteger count = new AtomicInteger();
            frees.add(count);
            reclaimer.retire(() -> {
                count.incrementAndGet();
                throw new IllegalStateException("expected by the test");
            }, 1);
        }
        reclaimer.retire(() -> failed.set(Faults.disarm()), 1);
        retired.open();
        Background waiter = Background.platform("barrier", reclaimer::barrier);
        try {
            Await.until("the barrier has passed", waiter::isDone);
        } catch (AssertionError e) {
            wrongAt(point, String.valueOf(e.getMessage()));
            return failed.get();
        }
        reclaimer.close();
        if (frees.stream().anyMatch(count -> count.get() != 1)) {
            wrongAt(point, "freed %s times".formatted(frees));
        }
        ReclaimerStatistics statistics = reclaimer.statistics();
        if (statistics.reclaimedObjects() != OBJECTS + 4 || statistics.unreclaimedBytes() != 0) {
            wrongAt(point, statistics.toString());
        }
        return failed.get();
    }
}
