// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.stress.faults.Scene;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Waiting for readers. */
final class WaitingScenes {

    private static final Duration SHORT = Duration.ofNanos(200_000);
    private static final Duration LONG = Duration.ofSeconds(3);

    private WaitingScenes() {
    }

    static void addTo(Consumer<Scene> scenes) {
        Act.of("synchronize()", (world, _) -> world.reclaimer.synchronize()).waits().serves().addTo(scenes);
        Act.of("barrier()", (world, _) -> world.reclaimer.barrier()).waits().addTo(scenes);
        Act.of("a cookie, started", (_, _) -> GracePeriod.start().hasElapsed()).addTo(scenes);
        Act.of("a cookie, given up", (_, _) -> GracePeriod.start().await(SHORT)).addTo(scenes);
        Act.of("a cookie, awaited", (_, _) -> GracePeriod.start().await(LONG)).waits().addTo(scenes);
        Act.<AtomicReference<CompletionStage<Void>>>of("a stage", (_, stage) -> stage.set(GracePeriod.start()
                .whenElapsed())).needs(_ -> new AtomicReference<>()).then((world, stage, _) -> {
                    if (stage.get() != null) {
                        stage.get().toCompletableFuture().get(3, TimeUnit.SECONDS);
                    }
                }).serves().addTo(scenes);
    }
}
