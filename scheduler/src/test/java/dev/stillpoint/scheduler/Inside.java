// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs a piece of a test on threads of a scheduler and hands its answer, or its failure, out. */
public final class Inside {
    private Inside() {
    }

    /** What {@code body} returns on a new thread of {@code scheduler}, or throws there. */
    public static <T> T call(CarrierScheduler scheduler, Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        Eventually.ended(scheduler.start(task));
        return answer(task);
    }

    /** Runs {@code body} on a new thread of {@code scheduler}, and throws what it throws. */
    public static void run(CarrierScheduler scheduler, Body body) throws Exception {
        runMany(scheduler, 1, body);
    }

    /** Runs {@code body} on so many new threads of {@code scheduler} at once, and throws what one of them throws. */
    public static void runMany(CarrierScheduler scheduler, int threads, Body body) throws Exception {
        List<FutureTask<String>> tasks = new ArrayList<>();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            FutureTask<String> task = new FutureTask<>(() -> {
                body.run();
                return "done";
            });
            tasks.add(task);
            started.add(scheduler.start(task));
        }
        Eventually.ended(started);
        for (FutureTask<String> task : tasks) {
            answer(task);
        }
    }

    /**
     * Starts {@code body} on a new thread of {@code scheduler}; nobody but its exception handler hears of a failure.
     */
    public static Thread start(CarrierScheduler scheduler, Body body) {
        return scheduler.start(() -> {
            try {
                body.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static <T> T answer(FutureTask<T> ended) throws Exception {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /** A piece of a test. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }
}
