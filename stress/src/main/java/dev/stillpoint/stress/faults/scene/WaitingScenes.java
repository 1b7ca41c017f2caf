// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerListener;
import dev.stillpoint.reclaim.StallReport;
import dev.stillpoint.stress.faults.Scene;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Waiting for readers. */
final class WaitingScenes {

    private WaitingScenes() {
    }

    static void addTo(Consumer<Scene> scenes) {
        Act.of("synchronize()", (world, _) -> world.reclaimer.synchronize()).waits().serves().addTo(scenes);
        Act.of("barrier()", (world, _) -> world.reclaimer.barrier()).waits().addTo(scenes);
        Act.of("a cookie, started", (_, _) -> GracePeriod.start().hasElapsed()).addTo(scenes);
        Act.of("a cookie, given up", (_, _) -> GracePeriod.start().await(Play.SHORT)).addTo(scenes);
        Act.of("a cookie, awaited", (_, _) -> GracePeriod.start().await(Play.LONG)).waits().addTo(scenes);
        Act.<AtomicReference<CompletionStage<Void>>>of("a stage", (_, stage) -> stage.set(GracePeriod.start()
                .whenElapsed())).needs(_ -> new AtomicReference<>()).then((world, stage, _) -> {
                    if (stage.get() != null) {
                        stage.get().toCompletableFuture().get(3, TimeUnit.SECONDS);
                    }
                }).serves().addTo(scenes);
        Act.<Stalling>of("a stall", (_, stalling) -> stalling.await()).needs(Stalling::new)
                .then((_, stalling, _) -> stalling.check()).by(Play.Caller.PLATFORM).serves()
                .addTo(scenes);
    }

    /** A reclaimer that a reader of its own keeps waiting, and who hears of it. */
    private static final class Stalling implements ReclaimerListener {

        private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

        private final World world;
        private final Reclaimer reclaimer;
        private final Reader reader;
        // what was told last; the stall watch writes, and the scene when errors are over
        private volatile boolean stalled;

        Stalling(World world) throws InterruptedException {
            this.world = world;
            reclaimer = Reclaimer
                    .create(World.config().withListener(this).withStallAfter(Duration.ofMillis(1)));
            reader = retireUnderAReader();
        }

        private Reader retireUnderAReader() throws InterruptedException {
            Reader inside = Reader.inside(world.platformThreads(), "staller", world.reference);
            Element element = world.element("stalled");
            world.mustBeFreed(element);
            reclaimer.retire(element);
            return inside;
        }

        @Override
        public void stalled(StallReport report) {
            stalled = true;
        }

        @Override
        public void stallEnded(StallReport lastReport) {
            stalled = false;
        }

        /** The report may be what fails; then it is not made again so soon. */
        void await() throws InterruptedException {
            isSoon(() -> stalled, PATIENCE_NANOS);
            reader.leave();
        }

        /** The next stall is told, and its end. */
        void check() throws InterruptedException {
            reader.leave();
            reclaimer.barrier();
            // The end of the stall may be what could not be told.
            isSoon(() -> !stalled, PATIENCE_NANOS);
            stalled = false;
            Reader next = retireUnderAReader();
            world.attempt.require(isSoon(() -> stalled, Play.LONG.toNanos()), "a stall is not told");
            next.leave();
            world.attempt.require(isSoon(() -> !stalled, Play.LONG.toNanos()), "the end of a stall is not told");
            reclaimer.close();
        }

        private static boolean isSoon(BooleanSupplier condition, long nanos) {
            long start = System.nanoTime();
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - start >= nanos) {
                    return false;
                }
                Thread.onSpinWait();
            }
            return true;
        }
    }
}
