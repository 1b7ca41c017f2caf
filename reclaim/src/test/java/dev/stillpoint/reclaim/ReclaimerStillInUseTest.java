// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.reclaim.memory.ReclaimableArena;
import dev.stillpoint.reclaim.reload.FileMemory;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What I/O uses when its grace period has ended is freed when the I/O has ended, and counts as retired until then. */
@Timeout(60)
class ReclaimerStillInUseTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final QuarantineAllocator memory = new QuarantineAllocator();

    @TempDir
    private Path directory;
    private Pipe pipe;

    @BeforeEach
    void open() throws IOException {
        pipe = Pipe.open();
    }

    @AfterEach
    void close() throws IOException {
        reclaimer.close();
        memory.close();
        pipe.source().close();
        pipe.sink().close();
    }

    /** A thread that waits inside the operating system for bytes that are to come into the segment. */
    private Background readInto(MemorySegment segment) {
        ByteBuffer view = segment.asByteBuffer();
        return inTheSystem("read0", Background.platform("reads", () -> pipe.source().read(view)));
    }

    private static Background inTheSystem(String call, Background io) {
        Await.until("it waits in " + call, () -> {
            StackTraceElement[] stack = io.thread().getStackTrace();
            return stack.length != 0 && stack[0].getMethodName().equals(call);
        });
        return io;
    }

    private void letReadReturn() throws IOException {
        pipe.sink().write(ByteBuffer.allocate(1));
    }

    private void requireNothingFreed(long bytes) {
        ReclaimerStatistics statistics = reclaimer.statistics();
        assertThat(statistics.unreclaimedBytes()).isEqualTo(bytes);
        assertThat(statistics.failedObjects()).as("it is no failure").isZero();
        assertThat(statistics.retiredObjects() - statistics.reclaimedObjects()).isEqualTo(1);
    }

    /** An arena of 100 bytes whose scope dies with it. */
    private ReclaimableArena arena() {
        ReclaimableArena arena = ReclaimableArena.create(reclaimer, memory);
        assertThat(arena.scope().isAlive()).isTrue();
        return arena;
    }

    @Test
    void anArenaThatIoUsesIsFreedWhenThatEnds() throws Exception {
        ReclaimableArena arena = arena();
        Background read = readInto(arena.allocate(100));
        arena.close();
        reclaimer.barrier();
        requireNothingFreed(100);
        Await.never("freed under the I/O", () -> memory.allocatedBytes() != 100);
        requireNothingFreed(100);

        letReadReturn();
        read.join();
        Await.until("it is freed", () -> reclaimer.unreclaimedBytes() == 0);
        assertThat(memory.allocatedBytes()).isZero();
        assertThat(reclaimer.statistics().failedObjects()).isZero();
    }

    @Test
    void anArenaThatIoUsesDoesNotSayThatItIsFreed() throws Exception {
        ReclaimableArena arena = arena();
        Background read = readInto(arena.allocate(100));
        assertThatThrownBy(arena::reclaim).isInstanceOf(StillInUseException.class)
                .hasMessageStartingWith("arena[100 bytes, closed] is still used");
        assertThat(arena).hasToString("arena[100 bytes, closed]");

        letReadReturn();
        read.join();
        arena.reclaim();
        assertThat(arena).hasToString("arena[100 bytes, freed]");
    }

    @Test
    void closeWaitsForTheIo() throws Exception {
        ReclaimableArena arena = arena();
        Background read = readInto(arena.allocate(100));
        arena.close();
        Background closer = Background.platform("closes", reclaimer::close);
        Await.never("closed before the arena is freed", closer::isDone);

        letReadReturn();
        read.join();
        closer.join();
        assertThat(memory.allocatedBytes()).isZero();
        assertThat(reclaimer.statistics().unreclaimedBytes()).isZero();
    }

    /** A version that knows nothing of this: it lets out what freeing its mapping throws. */
    private record Table(FileMemory content) implements Reclaimable {

        @Override
        public void reclaim() throws Exception {
            content.reclaim();
        }

        @Override
        public long byteSize() {
            return content.byteSize();
        }
    }

    @Test
    void aMappedVersionThatIoUsesIsFreedWhenThatEnds() throws Exception {
        int bytes = 1 << 20;
        Path file = Files.write(directory.resolve("data"), new byte[bytes]);
        Table table = new Table(FileMemory.map(file));
        QsbrReference<Table> reference = QsbrReference.of(reclaimer, table);
        ByteBuffer view = table.content().segment().asByteBuffer();
        // A pipe does not hold as much, so this waits.
        Background write = inTheSystem("write0", Background.platform("writes", () -> pipe.sink().write(view)));
        try (Snapshot<Table> _ = reference.snapshot()) {
            reference.replace(new Table(FileMemory.map(file)));
            reclaimer.barrier();
        }
        reclaimer.barrier();
        assertThat(table.content().segment().scope().isAlive()).isTrue();
        assertThat(reclaimer.unreclaimedBytes()).isEqualTo(bytes);

        ByteBuffer sink = ByteBuffer.allocate(bytes);
        while (!write.isDone() || sink.position() < bytes) {
            pipe.source().read(sink);
        }
        write.join();
        Await.until("it is unmapped", () -> !table.content().segment().scope().isAlive());
        reference.close();
        reclaimer.close();
        assertThat(reclaimer.statistics().failedObjects()).isZero();
        assertThat(reference.snapshotBytes()).isZero();
    }

    /** In use so many times, then freed. */
    private static final class Busy implements Reclaimable {

        private final AtomicInteger refusals;
        private final Runnable whenFreed;

        Busy(int refusals, Runnable whenFreed) {
            this.refusals = new AtomicInteger(refusals);
            this.whenFreed = whenFreed;
        }

        @Override
        public void reclaim() {
            if (refusals.getAndDecrement() > 0) {
                throw new StillInUseException("meant to be in use", new IllegalStateException());
            }
            whenFreed.run();
        }

        @Override
        public long byteSize() {
            return 7;
        }
    }

    @Test
    void itIsTriedUntilItIsFreedAndOthersDoNotWait() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        reclaimer.retire(new Busy(5, frees::incrementAndGet));
        reclaimer.retire(others::incrementAndGet, 1);
        reclaimer.barrier();
        assertThat(others.get()).isEqualTo(1);
        Await.until("it is freed", () -> frees.get() == 1);
        reclaimer.barrier();
        assertThat(frees.get()).isEqualTo(1);
        assertThat(reclaimer.statistics().unreclaimedBytes()).isZero();
        assertThat(reclaimer.statistics().failedObjects()).isZero();
    }

    @Test
    void whatIsRetiredWithItInOneCallWaitsForItInOrder() throws InterruptedException {
        ConcurrentLinkedQueue<String> freed = new ConcurrentLinkedQueue<>();
        reclaimer.retireAll(List.of(new Busy(0, () -> freed.add("first")), new Busy(3, () -> freed.add("second")),
                new Busy(0, () -> freed.add("parent"))));
        Await.until("all are freed", () -> freed.contains("parent"));
        reclaimer.barrier();
        assertThat(freed).containsExactly("first", "second", "parent");
        assertThat(reclaimer.statistics().failedObjects()).isZero();
    }
}
