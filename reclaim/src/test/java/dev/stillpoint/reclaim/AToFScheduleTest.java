// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.scheduler.replay.BrokenReplays;
import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The schedule in which a fork-join job loses its memory, step by step:
 *
 * <ul>
 * <li>A: the parent opens a section on carrier 0, takes the table, forks two children and joins the first;
 * <li>B: the second child is stolen by carrier 1 and is slow;
 * <li>C: the first child runs on carrier 0 and ends; the parent goes on to join the second;
 * <li>D: carrier 0 runs an unrelated job, which ends;
 * <li>E: a writer replaces the table and retires the old one;
 * <li>F: the slow child ends, and the parent uses its table.
 * </ul>
 */
class AToFScheduleTest {

    private final Gate slowInput = new Gate();
    private final AtomicReference<Thread> quickChild = new AtomicReference<>();
    private final AtomicReference<Thread> slowChild = new AtomicReference<>();
    private final AtomicReference<Byte> seenByParent = new AtomicReference<>();
    private ReplayedTable table;
    private Thread parent;

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void withHomesTheParentReadsIntactMemoryAndTheOldTableIsFreedOnlyAfterItLeft() {
        playAToE(new ReplayScheduler(2));

        table.assertOldVersionStays();
        playF();

        assertThat(seenByParent.get()).isEqualTo(ReplayedTable.INTACT);
        table.awaitOldVersionFreed();
        assertThat(table.replay.anomalies()).isEmpty();
    }

    @Test
    void whenQuiescenceIsAnnouncedAtEveryUnmountTheParentReadsFreedMemory() {
        playAToE(BrokenReplays.forgetsParkedReaders(2));

        table.awaitOldVersionFreed();
        playF();

        assertThat(seenByParent.get()).isEqualTo(QuarantineAllocator.POISON);
    }

    private void playAToE(ReplayScheduler replay) {
        table = new ReplayedTable(replay);
        parent = table.replay.start("parent", this::forkAndJoinInsideASection);
        table.replay.run(parent, 0); // A
        table.replay.run(slowChild.get(), 1); // B
        table.replay.run(quickChild.get(), 0); // C
        table.replay.run(parent, 0);
        table.replay.run(table.replay.start("unrelated", () -> {
        }), 0); // D
        table.replace(); // E
    }

    private void playF() {
        slowInput.open();
        table.replay.run(slowChild.get(), 1);
        assertThat(seenByParent.get()).as("the parent still waits").isNull();
        table.replay.run(parent, 0);
    }

    private void forkAndJoinInsideASection() {
        ScopedQsbr.run(() -> {
            NativeBlock taken = table.get();
            quickChild.set(Thread.ofVirtual().name("quick child").start(() -> {
            }));
            slowChild.set(Thread.ofVirtual().name("slow child").start(slowInput::await));
            join(quickChild.get());
            join(slowChild.get());
            seenByParent.set(ReplayedTable.read(taken));
        });
    }

    private static void join(Thread child) {
        try {
            child.join();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the parent", e);
        }
    }
}
