// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.SlabAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code docs/shutdown.md} says of the end. */
@Timeout(120)
class EndingTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final int STATUS = 3;

    private final SlabAllocator memory = SlabAllocator.create("ending");
    private final Reclaimer reclaimer = Reclaimer.create();
    private final QsbrReference<NativeBlock> table = QsbrReference.of(reclaimer, memory.allocate(8));
    private final CarrierScheduler scheduler = CarrierScheduler.create();
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    @AfterEach
    void everythingCanBeClosedInTheEnd() {
        leave.countDown();
        scheduler.close();
        table.close();
        reclaimer.close();
        memory.close();
    }

    private void readUntil(Runnable end) throws InterruptedException {
        scheduler.start(() -> ScopedQsbr.run(() -> {
            inside.countDown();
            end.run();
        }));
        inside.await();
    }

    private void parkUntilInterrupted() {
        try {
            leave.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void parkWhateverHappens() {
        while (leave.getCount() != 0) {
            parkUntilInterrupted();
            Thread.interrupted();
        }
    }

    @Test
    void threadsThatFinishAreWaitedFor() throws InterruptedException {
        readUntil(Thread::yield);

        assertThat(Ending.end(scheduler, table, reclaimer, LONG)).isTrue();
        assertThat(memory.allocatedBytes()).isZero();
    }

    @Test
    void aReaderThatIsParkedIsInterrupted() throws InterruptedException {
        readUntil(this::parkUntilInterrupted);

        Ending.end(scheduler, table, reclaimer, SHORT);

        // Nobody opens the latch, and the times may have been too short for this machine.
        scheduler.close();
        reclaimer.close();
        assertThat(memory.allocatedBytes()).isZero();
    }

    @Test
    void aReaderThatIgnoresThatIsLeftBehindAndItsMemoryIsFreedWhenItLeaves() throws InterruptedException {
        readUntil(this::parkWhateverHappens);

        assertThat(Ending.end(scheduler, table, reclaimer, SHORT)).isFalse();
        assertThat(memory.allocatedBytes()).isNotZero();
        leave.countDown();
        assertThat(reclaimer.close(LONG)).isTrue();
        assertThat(memory.allocatedBytes()).isZero();
    }

    @Test
    void whatIsClosedTooEarlySaysSo() {
        ExecutorService threads = scheduler.newThreadPerTaskExecutor();
        scheduler.close();
        assertThatThrownBy(() -> threads.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        threads.close();

        assertThatThrownBy(memory::close).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("still allocated");
    }

    /** The last version of the reference is then lost: nobody retires it. */
    @Test
    void aReferenceCannotBeClosedAfterItsReclaimer() {
        Reclaimer closed = Reclaimer.create();
        NativeBlock last = memory.allocate(8);
        NativeBlock next = memory.allocate(8);
        QsbrReference<NativeBlock> late = QsbrReference.of(closed, last);
        closed.close();

        assertThatThrownBy(() -> late.replace(next)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Close it after its last user.");
        assertThatThrownBy(late::close).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Close it after its last user.");
        assertThat(ScopedQsbr.<Boolean, RuntimeException>read(() -> late.get() == last)).isTrue();
        next.reclaim();
        last.reclaim();
    }

    @Test
    void whoReadsAClosedReferenceIsToldTheOrder() {
        table.close();
        assertThatThrownBy(() -> ScopedQsbr.read(() -> table.get().byteSize()))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("then close the reference");
    }

    @Test
    void aSnapshotOutlivesTheReclaimer() {
        Snapshot<NativeBlock> snapshot = table.snapshot();
        assertThat(Ending.end(scheduler, table, reclaimer, LONG)).isTrue();
        assertThat(memory.allocatedBytes()).isNotZero();
        snapshot.close();
        assertThat(memory.allocatedBytes()).isZero();
    }

    @Test
    void aHookMayNotWaitForEverForTheThreadThatCalledExit() throws Exception {
        ChildJvm program = ChildJvm.run(Exits.class);

        assertThat(program.lines()).containsExactly("hook: closed false");
        assertThat(program.status()).isEqualTo(STATUS);
    }

    /** A thread of the scheduler ends the JVM. */
    static final class Exits {

        private Exits() {
        }

        public static void main(String[] args) throws InterruptedException {
            CarrierScheduler scheduler = CarrierScheduler.create();
            Runtime.getRuntime().addShutdownHook(
                    new Thread(() -> System.out.println("hook: closed " + scheduler.close(SHORT))));
            scheduler.start(() -> System.exit(STATUS)).join();
        }
    }
}
