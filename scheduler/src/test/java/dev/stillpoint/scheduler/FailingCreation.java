// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creating a scheduler fails, at one point after the other, for {@link CreationErrorsTest}. */
abstract class FailingCreation implements Callable<List<String>> {
    private static final String NAME = "failing-creation";
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Supplier<? extends Error> error;

    FailingCreation(Supplier<? extends Error> error) {
        this.error = error;
    }

    /** There is no memory. */
    static final class OutOfMemory extends FailingCreation {
        OutOfMemory() {
            super(OutOfMemoryError::new);
        }
    }

    /** The stack of the caller ends. */
    static final class AtTheStackEnd extends FailingCreation {
        AtTheStackEnd() {
            super(StackOverflowError::new);
        }
    }

    /** Everything that was left behind, at whatever point. */
    @Override
    public List<String> call() throws Exception {
        List<String> wrong = new ArrayList<>();
        SchedulerConfig plain = SchedulerConfig.defaults().withName(NAME).withCarriers(2);
        for (SchedulerConfig config : List.of(plain.withOwnPollers(true), plain,
                plain.withSocketsOnCarriers(false))) {
            // The first one initialises classes, and an error in an initialiser is for good.
            CarrierScheduler.create(config).close();
            int points = Faults.atEachPoint(point -> failsAt(point, config, wrong));
            if (points < 10) {
                wrong.add(points + " points");
            }
        }
        return wrong;
    }

    private boolean failsAt(int point, SchedulerConfig config, List<String> wrong) {
        CarrierScheduler created = null;
        Faults.arm(point, error);
        try {
            created = CarrierScheduler.create(config);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // Nothing may be left of it.
        }
        boolean struck = Faults.disarm();
        if (created != null) {
            created.close();
        }
        List<String> left = left();
        for (long start = System.nanoTime(); !left.isEmpty() && System.nanoTime() - start < PATIENCE_NANOS;) {
            LockSupport.parkNanos(100_000);
            left = left();
        }
        if (!left.isEmpty()) {
            wrong.add("an error at %d leaves %s".formatted(point, left));
        }
        return struck && wrong.isEmpty();
    }

    /** The threads of such a scheduler, and of what schedulers share while there is one. */
    private static List<String> left() {
        return Thread.getAllStackTraces().keySet().stream().filter(FailingCreation::isOurs).map(Thread::getName)
                .toList();
    }

    private static boolean isOurs(@Nullable Thread thread) {
        return thread != null && thread.getName().startsWith(NAME);
    }
}
