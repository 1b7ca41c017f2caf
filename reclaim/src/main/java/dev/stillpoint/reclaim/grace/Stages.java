// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The stages that complete at the end of a grace period. */
final class Stages {

    private final Queue<Stage> stages = new ConcurrentLinkedQueue<>();

    private record Stage(long gracePeriod, CompletableFuture<Void> future) {
    }

    /** A stage that {@link #completeUpTo} completes, once it is called with this grace period or a later one. */
    CompletionStage<Void> add(long gracePeriod) {
        Stage stage = new Stage(gracePeriod, new CompletableFuture<>());
        stages.add(stage);
        return stage.future.minimalCompletionStage();
    }

    /** Completes the stages up to this grace period. Any thread; one that fails half-way can do it again. */
    void completeUpTo(long completed) {
        if (!stages.isEmpty()) {
            stages.removeIf(stage -> {
                boolean over = stage.gracePeriod <= completed;
                if (over) {
                    // Dependent stages are user code, which must not run on the thread that drives.
                    stage.future.completeAsync(() -> null);
                }
                return over;
            });
        }
    }
}
