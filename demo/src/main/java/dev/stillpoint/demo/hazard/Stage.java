// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.scheduler.replay.MigrationRefusedException;
import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Where a schedule is played: two carriers, an off-heap value, a writer, a protection of readers, and a narrator. Freed
 * memory is poisoned and stays mapped, so that a read after free can be shown.
 */
final class Stage implements AutoCloseable {

    static final int CARRIERS = 2;

    private static final long FIRST_VALUE = 1;
    private static final long SECOND_VALUE = 2;
    /** A grace period that nothing holds up takes microseconds; who has not ended by then is held up. */
    private static final long PATIENCE_MILLIS = 200;
    /** For what must happen in the end, on a machine however busy. */
    private static final long LONG_PATIENCE_MILLIS = 10_000;

    private final PrintWriter out;
    private final QuarantineAllocator memory = new QuarantineAllocator();
    private final ReplayScheduler replay = new ReplayScheduler(CARRIERS);
    private final Protection protection;

    Stage(Function<NativeBlock, Protection> protection, PrintWriter out) {
        this.out = out;
        this.protection = protection.apply(block(FIRST_VALUE));
    }

    private NativeBlock block(long value) {
        NativeBlock block = memory.allocate(Long.BYTES);
        block.segment().set(ValueLayout.JAVA_LONG, 0, value);
        return block;
    }

    // -- the cast

    Thread cast(String name, Runnable part) {
        return replay.start(name, part);
    }

    /** Runs {@code part} inside a read section. */
    void read(Runnable part) {
        protection.read(part);
    }

    /** The current version's memory. Inside a read section. */
    @GuardScoped
    MemorySegment take() {
        return protection.current().segment();
    }

    static Outcome use(MemorySegment taken) {
        return taken.get(ValueLayout.JAVA_LONG, 0) == FIRST_VALUE ? Outcome.INTACT : Outcome.POISONED;
    }

    // -- the script

    void run(String step, Thread thread, int carrier, String what) {
        tell(step, "carrier %d".formatted(carrier), "%-9s %s".formatted(thread.getName(), what));
        protection.mounting(thread, carrier);
        replay.run(thread, carrier);
        if (!replay.isPaused(thread)) {
            protection.unmounted(thread, carrier);
        }
    }

    /**
     * Lets a carrier try to take over the thread.
     *
     * @return whether the scheduler let it resume there
     */
    boolean tryToSteal(String step, Thread thread, int thief, String what) {
        try {
            run(step, thread, thief, what);
            return true;
        } catch (MigrationRefusedException e) {
            tell(step, "carrier %d".formatted(thief), "REFUSED: " + e.getMessage());
            return false;
        }
    }

    /** Replaces the value, retires the old one, and says whether it was freed while the schedule stands still. */
    void replaceAndRetire(String step) {
        tell(step, "writer", "replaces the value and retires the old one");
        protection.replace(block(SECOND_VALUE));
        boolean freed = oldIsFreedWithin(PATIENCE_MILLIS);
        tell(step, "reclaimer", freed
                ? "sees every carrier quiescent: the old value is FREED"
                : "waits: a reader older than the grace period is still there");
    }

    void expectFreedAtLast(String step) {
        tell(step, "reclaimer", oldIsFreedWithin(LONG_PATIENCE_MILLIS)
                ? "the old value is freed, after its last reader"
                : "the old value is still not freed");
    }

    private boolean oldIsFreedWithin(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (memory.allocatedBytes() > Long.BYTES) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(100_000);
        }
        return true;
    }

    private void tell(String step, String who, String what) {
        out.printf("   %s  %-10s %s%n", step, who, what);
    }

    @Override
    public void close() {
        replay.anomalies().forEach(anomaly -> tell("!", "replay", anomaly));
        replay.close();
        protection.close();
        memory.close();
    }
}
