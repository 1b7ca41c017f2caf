// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An arena in the JDK's sense, but for the time at which its memory goes. */
@Timeout(60)
@SuppressWarnings("restricted") // reinterpret and libraryLookup are what is tested
class ReclaimableArenaTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final QuarantineAllocator quarantine = new QuarantineAllocator();
    private final ReclaimableArena arena = ReclaimableArena.create(reclaimer, quarantine);

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        reclaimer.close();
        quarantine.close();
    }

    // -- allocating

    @Test
    void segmentsAreZeroFilledAlignedAndApart() {
        List<MemorySegment> segments = new ArrayList<>();
        for (long alignment = 1; alignment <= 1 << 16; alignment *= 2) {
            for (long size : new long[] {0, 1, 7, 4_096}) {
                MemorySegment segment = arena.allocate(size, alignment);
                assertThat(segment.byteSize()).isEqualTo(size);
                assertThat(segment.address() % alignment).isZero();
                assertThat(segment.mismatch(MemorySegment.ofArray(new byte[(int) size]))).isEqualTo(-1);
                segment.fill((byte) 1);
                segments.add(segment);
            }
        }
        for (MemorySegment one : segments) {
            for (MemorySegment other : segments) {
                assertThat(one.equals(other) || one.asOverlappingSlice(other).isEmpty()).isTrue();
            }
        }
    }

    @Test
    void theMethodsThatEveryArenaHasWork() {
        assertThat(arena.allocateFrom("Zürich").getString(0)).isEqualTo("Zürich");
        assertThat(arena.allocateFrom(ValueLayout.JAVA_LONG, 1, 2, 3).getAtIndex(ValueLayout.JAVA_LONG, 2))
                .isEqualTo(3);
        MemorySegment slice = arena.allocate(100).asSlice(10, 20);
        assertThat(slice.scope()).isEqualTo(arena.scope());
    }

    @Test
    void sizesAndAlignmentsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> arena.allocate(-1, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The size must not be negative, but is -1");
        for (long alignment : new long[] {0, -8, 3, 24}) {
            assertThatThrownBy(() -> arena.allocate(8, alignment)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The alignment must be a power of two, but is " + alignment);
        }
        assertThatThrownBy(() -> arena.allocate(Long.MAX_VALUE, 1L << 40)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> arena.allocate(1L << 60, 8)).isInstanceOf(OutOfMemoryError.class);
        assertThat(arena.byteSize()).isZero();
    }

    @Test
    void nothingWorksWithoutReclaimerOrAllocator() {
        assertThatThrownBy(() -> ReclaimableArena.create(null)).isInstanceOf(NullPointerException.class)
                .hasMessage("reclaimer");
        assertThatThrownBy(() -> ReclaimableArena.create(reclaimer, null)).isInstanceOf(NullPointerException.class)
                .hasMessage("allocator");
    }

    // -- closing

    @ParameterizedTest
    @EnumSource
    void aReaderInsideReadsOnAfterCloseAndEverythingIsFreedWhenItLeaves(ThreadKind kind) throws InterruptedException {
        MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 42L);
        MemorySegment other = arena.allocate(1_000);
        try (OpenReader reader = OpenReader.on(kind, () -> {
            assertThat(one.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
            assertThat(one.scope().isAlive()).isTrue();
        })) {
            arena.close();
            Await.never("freed under a reader", () -> QuarantineAllocator.isPoisoned(other));
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(quarantine.allocatedBytes()).isZero();
    }

    @Test
    void closeNeverWaitsAlsoInsideASection() throws InterruptedException {
        arena.allocate(8);
        ScopedQsbr.run(arena::close);
        reclaimer.barrier();
        assertThat(arena).hasToString("arena[8 bytes, freed]");
    }

    @Test
    void whatIsRetiredIsAccounted() {
        arena.allocate(100);
        arena.allocate(28, 64);
        assertThat(arena.byteSize()).isEqualTo(100 + 28 + 48);
        ScopedQsbr.run(() -> {
            arena.close();
            assertThat(reclaimer.unreclaimedBytes()).isEqualTo(176);
            assertThat(arena).hasToString("arena[176 bytes, closed]");
        });
    }

    @Test
    void aClosedArenaGivesNothingAndClosesOnce() {
        arena.close();
        assertThatThrownBy(() -> arena.allocate(8)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("arena is closed");
        assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("arena is closed");
        assertThat(quarantine.allocatedBytes()).isZero();
    }

    @Test
    void withAClosedReclaimerTheArenaStaysOpen() {
        MemorySegment segment = arena.allocate(8);
        reclaimer.close();
        assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("reclaimer");

        assertThat(QuarantineAllocator.isPoisoned(segment)).isFalse();
        arena.allocate(8);
        assertThat(arena.byteSize()).isEqualTo(16);
        arena.reclaim();
        assertThat(quarantine.allocatedBytes()).isZero();
    }

    @Test
    void aVersionThatOwnsAnArenaReclaimsItAtOnceAndOnce() {
        MemorySegment segment = arena.allocate(8);
        arena.reclaim();
        assertThat(QuarantineAllocator.isPoisoned(segment)).isTrue();
        assertThatThrownBy(arena::reclaim).isInstanceOf(IllegalStateException.class)
                .hasMessage("arena[8 bytes, freed] was freed before; retire an arena once.");
        assertThatThrownBy(() -> arena.allocate(8)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void allocatingWhileSomebodyClosesLosesNoMemory() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            ReclaimableArena raced = ReclaimableArena.create(reclaimer, quarantine);
            Background allocator = Background.platform("allocator", () -> {
                try {
                    while (true) {
                        raced.allocate(16);
                    }
                } catch (IllegalStateException closed) {
                    assertThat(closed).hasMessageContaining("arena is closed");
                }
            });
            Await.until("something is allocated", () -> raced.byteSize() != 0);
            raced.close();
            allocator.join();
        }
        reclaimer.barrier();
        assertThat(quarantine.allocatedBytes()).isZero();
    }

    // -- scopes

    @Test
    void theArenasScopeIsAliveUntilCloseAndItsSegmentsUntilTheyAreFreed() throws InterruptedException {
        MemorySegment segment = arena.allocate(8);
        MemorySegment.Scope whileOpen = arena.scope();
        assertThat(whileOpen).isEqualTo(segment.scope());
        assertThat(arena.scope().isAlive()).isTrue();
        ScopedQsbr.run(() -> {
            arena.close();
            assertThat(arena.scope().isAlive()).isFalse();
            assertThat(segment.scope().isAlive()).isTrue();
            assertThat(whileOpen.isAlive()).isTrue();
        });
        reclaimer.barrier();
        assertThat(whileOpen.isAlive()).isFalse();
        assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoNeverAskedForTheScopePaysForNoHandshake() throws InterruptedException {
        MemorySegment segment = arena.allocate(8);
        arena.close();
        reclaimer.barrier();
        assertThat(segment.scope().isAlive()).as("nobody closed it").isTrue();
        assertThat(QuarantineAllocator.isPoisoned(segment)).isTrue();
    }

    // -- resources that are the JDK's business

    private Path file(int bytes) throws IOException {
        return Files.write(directory.resolve("data"), new byte[bytes]);
    }

    @Test
    void aMappedFileIsReadThroughTheGracePeriodAndUnmappedAfterIt() throws IOException, InterruptedException {
        MemorySegment mapped;
        try (FileChannel channel = FileChannel.open(Files.write(directory.resolve("data"), new byte[] {1, 2, 3}))) {
            mapped = channel.map(MapMode.READ_ONLY, 0, 3, arena);
        }
        MemorySegment block = arena.allocate(8);
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER,
                () -> assertThat(mapped.get(ValueLayout.JAVA_BYTE, 2)).isEqualTo((byte) 3))) {
            arena.close();
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(mapped.scope().isAlive()).isFalse();
        assertThatThrownBy(() -> mapped.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> block.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(quarantine.allocatedBytes()).isZero();
    }

    @Test
    void aClosedArenaMapsNothing() throws IOException, InterruptedException {
        arena.close();
        try (FileChannel channel = FileChannel.open(file(3))) {
            assertThatThrownBy(() -> channel.map(MapMode.READ_ONLY, 0, 3, arena))
                    .isInstanceOf(IllegalStateException.class);
            Background.platform("other", () -> assertThatThrownBy(() -> channel.map(MapMode.READ_ONLY, 0, 3, arena))
                    .isInstanceOf(IllegalStateException.class)).join();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLibraryStaysLoadedThroughTheGracePeriod() throws InterruptedException {
        MemorySegment cos = SymbolLookup.libraryLookup("libm.so.6", arena).find("cos").orElseThrow();
        assertThat(cos.scope()).isEqualTo(arena.scope());
        ScopedQsbr.run(() -> {
            arena.close();
            assertThat(cos.scope().isAlive()).isTrue();
        });
        reclaimer.barrier();
        assertThat(cos.scope().isAlive()).isFalse();
        assertThatThrownBy(() -> SymbolLookup.libraryLookup("libm.so.6", arena))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCleanupActionRunsOnceOnTheReclaimersThread() throws InterruptedException {
        AtomicInteger cleanups = new AtomicInteger();
        AtomicReference<String> thread = new AtomicReference<>("");
        MemorySegment.ofAddress(1).reinterpret(8, arena, _ -> {
            cleanups.incrementAndGet();
            thread.set(Thread.currentThread().getName());
        });
        arena.close();
        reclaimer.barrier();
        assertThat(cleanups.get()).isEqualTo(1);
        assertThat(thread.get()).isEqualTo("stillpoint-reclaimer");
    }

    @Test
    void aCleanupActionThatThrowsKeepsNoMemory() throws InterruptedException {
        MemorySegment.ofAddress(1).reinterpret(8, arena, _ -> {
            throw new IllegalArgumentException("meant to fail");
        });
        arena.allocate(8);
        arena.close();
        reclaimer.barrier();
        assertThat(quarantine.allocatedBytes()).isZero();
        assertThat(reclaimer.statistics().failedObjects()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void itIsAnArenaForAnySegmentAllocator(int count) throws InterruptedException {
        Arena plain = ReclaimableArena.create(reclaimer);
        long before = BlockAllocator.malloc().allocatedBytes();
        for (int i = 0; i < count; i++) {
            plain.allocate(ValueLayout.JAVA_LONG);
        }
        assertThat(BlockAllocator.malloc().allocatedBytes()).isEqualTo(before + 8L * count);
        plain.close();
        reclaimer.barrier();
        assertThat(BlockAllocator.malloc().allocatedBytes()).isEqualTo(before);
    }
}
