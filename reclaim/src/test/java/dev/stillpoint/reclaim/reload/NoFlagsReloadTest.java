// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.adapt.LeasePool;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.ReclaimableArena;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory, snapshots, reloads and pools in a JVM that was given no flag, where everybody is a visitor. */
@Tag("no-flags")
@Timeout(60)
class NoFlagsReloadTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void aFileIsReloadedUnderAVisitor(ThreadKind kind) throws Exception {
        Path file = Files.write(directory.resolve("numbers"), Numbers.content(1_000, 1));
        int living = Numbers.LIVING.get();
        try (Reclaimer reclaimer = Reclaimer.create();
                Reloadable<Numbers> numbers = Reloadable.load(reclaimer, file, Numbers.LOADER);
                Snapshot<Numbers> snapshot = numbers.snapshot()) {
            try (OpenReader reader = OpenReader.on(kind)) {
                Numbers.replace(file, 1_000, 2);
                numbers.reload();
                assertThat(Numbers.LIVING.get()).isEqualTo(living + 2);
                reader.leave();
            }
            assertThat(snapshot.get().last()).isEqualTo(1);
            kind.run(() -> assertThat(ScopedQsbr.<Integer, RuntimeException>read(() -> numbers.get().last()))
                    .isEqualTo(2));
        }
        assertThat(Numbers.LIVING.get()).isEqualTo(living);
    }

    @Test
    void arenasAndSlabsServeVisitors() throws InterruptedException {
        long before = BlockAllocator.slabs().allocatedBytes();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            ReclaimableArena arena = ReclaimableArena.create(reclaimer, BlockAllocator.slabs());
            MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_LONG, 7L);
            try (OpenReader reader = OpenReader.on(ThreadKind.DEFAULT_VIRTUAL,
                    () -> assertThat(segment.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(7))) {
                arena.close();
                reader.leave();
            }
        }
        assertThat(BlockAllocator.slabs().allocatedBytes()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void visitorsBorrowFromAPool(ThreadKind kind) throws InterruptedException {
        LeasePool<Object> pool = LeasePool.of(Object::new);
        kind.run(() -> {
            Object first;
            try (LeasePool.Lease<Object> lease = pool.borrow()) {
                first = lease.get();
            }
            try (LeasePool.Lease<Object> lease = pool.borrow()) {
                assertThat(lease.get()).isSameAs(first);
            }
        });
    }
}
