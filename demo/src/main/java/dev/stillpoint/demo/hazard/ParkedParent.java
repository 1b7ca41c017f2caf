// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A job takes a reference, forks two children and joins them; one child is stolen and slow. Meanwhile the parent's
 * carrier runs an unrelated job that ends, and a writer replaces and retires. Only then does the parent use its
 * reference.
 */
final class ParkedParent implements Schedule {

    private final CountDownLatch slowWork = new CountDownLatch(1);
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    private final List<Thread> children = new ArrayList<>();

    @Override
    public Outcome play(Stage stage) {
        Thread parent = stage.cast("parent", () -> stage.read(() -> forkAndJoin(stage.take())));
        stage.run("A", parent, 0, "opens a read section, takes the reference, forks two children, parks in join");
        stage.run("B", children.get(1), 1, "stolen by the other carrier; slow, parks");
        stage.run("C", children.get(0), 0, "ends");
        Thread unrelated = stage.cast("unrelated", () -> {
        });
        stage.run("D", unrelated, 0, "runs on the parent's carrier and ends");
        stage.replaceAndRetire("E");
        slowWork.countDown();
        stage.run("F", children.get(1), 1, "ends; the parent can go on");
        stage.run("F", parent, 0, "uses its reference, leaves the section, ends");
        stage.expectFreedAtLast("F");
        return Objects.requireNonNull(outcome.get(), "the reader has used its reference");
    }

    private void forkAndJoin(MemorySegment taken) {
        children.add(Thread.ofVirtual().name("child 1").start(() -> {
        }));
        children.add(Thread.ofVirtual().name("child 2").start(() -> Uninterruptibles.await(slowWork)));
        children.forEach(Uninterruptibles::join);
        outcome.set(Stage.use(taken));
    }
}
