// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The same parent parks, and another reader takes over its carrier. A thief resumes the parent, whose section then ends
 * on the wrong carrier: its exit takes the hold away from the reader that is mounted where the parent began. When that
 * reader parks, nobody knows that it is reading.
 */
final class StolenParent implements Schedule {

    private final CountDownLatch childWork = new CountDownLatch(1);
    private final CountDownLatch input = new CountDownLatch(1);
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

    @Override
    public Outcome play(Stage stage) {
        Thread parent = stage.cast("parent", () -> stage.read(() -> {
            stage.take();
            Uninterruptibles.await(childWork);
        }));
        Thread reader = stage.cast("reader", () -> stage.read(() -> readSlowly(stage.take())));
        stage.run("A", parent, 0, "opens a read section, takes the reference, parks");
        stage.run("B", reader, 0, "opens a read section, takes the reference, goes on computing");
        childWork.countDown();
        boolean stolen = stage.tryToSteal("C", parent, 1, "resumed by a thief; leaves its section and ends");
        stage.run("D", reader, 0, "parks inside its section");
        stage.replaceAndRetire("E");
        input.countDown();
        stage.run("F", reader, 0, "uses its reference, leaves the section, ends");
        if (!stolen) {
            stage.run("F", parent, 0, "resumes at home, leaves its section, ends");
        }
        stage.expectFreedAtLast("F");
        return Objects.requireNonNull(outcome.get(), "the reader has used its reference");
    }

    private void readSlowly(MemorySegment taken) {
        ReplayScheduler.pause();
        Uninterruptibles.await(input);
        outcome.set(Stage.use(taken));
    }
}
