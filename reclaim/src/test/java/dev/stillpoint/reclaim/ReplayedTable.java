// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.lang.foreign.ValueLayout;

/** What a replayed schedule is about: one table off the heap, a writer, and two carriers that do what a script says. */
final class ReplayedTable implements AutoCloseable {

    /** What every version's first byte holds while it is not freed. */
    static final byte INTACT = 1;

    private static final long BYTES = 64;

    final ReplayScheduler replay;
    private final QuarantineAllocator allocator = new QuarantineAllocator();
    private final Reclaimer reclaimer = Reclaimer.create();
    private final QsbrReference<NativeBlock> current = QsbrReference.of(reclaimer, newVersion());

    ReplayedTable(ReplayScheduler replay) {
        this.replay = replay;
    }

    private NativeBlock newVersion() {
        NativeBlock block = allocator.allocate(BYTES);
        block.segment().set(ValueLayout.JAVA_BYTE, 0, INTACT);
        return block;
    }

    /** The current version, for a reader inside a section. */
    NativeBlock get() {
        return current.get();
    }

    static byte read(NativeBlock version) {
        return version.segment().get(ValueLayout.JAVA_BYTE, 0);
    }

    /** The writer: replaces and retires, and returns when the grace period for it has begun. */
    void replace() {
        long before = GracePeriods.process().requested();
        current.replace(newVersion());
        Await.until("a grace period begins", () -> GracePeriods.process().requested() > before);
    }

    private boolean onlyOneVersionIsLeft() {
        return allocator.allocatedBytes() == BYTES;
    }

    void awaitOldVersionFreed() {
        Await.until("the replaced version is freed", this::onlyOneVersionIsLeft);
    }

    void assertOldVersionStays() {
        Await.never("the replaced version is freed under its reader", this::onlyOneVersionIsLeft);
    }

    /** The carriers go first: a reader that a failed script left behind must not hold up the reclaimer. */
    @Override
    public void close() {
        replay.close();
        current.close();
        reclaimer.close();
        allocator.close();
    }
}
