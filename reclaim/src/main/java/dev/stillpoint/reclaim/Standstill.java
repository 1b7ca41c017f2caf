// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Since when a reclaimer has not moved although something waits. While it waits itself this is known exactly, because
 * each change of its state is timed. While it frees it is known as exactly as somebody looks: timing each object would
 * cost more than freeing it. Any thread may look; nobody waits for anybody.
 */
final class Standstill {

    private static final VarHandle LAST = fieldVarHandle(lookup(), "last", VarHandle.class, Standstill.class,
            Look.class);

    private final ReclaimerProgress progress;
    private final Backlog backlog;

    // any thread, CAS; null before the first look
    private volatile @Nullable Look last;

    /**
     * What a look has found.
     *
     * @param done how much had been done
     * @param movedAt when a look last found more done than the one before, as {@link System#nanoTime()}
     */
    private record Look(long done, long movedAt) {
    }

    Standstill(ReclaimerProgress progress, Backlog backlog) {
        this.progress = progress;
        this.backlog = backlog;
    }

    /**
     * When it last moved, as {@link System#nanoTime()}.
     *
     * @param now the present time; the result if nothing waits
     */
    long since(long now) {
        ReclaimerState state = progress.state();
        long enteredAt = progress.enteredAt();
        long movedAt = look(progress.steps() + backlog.reclaimedObjects(), enteredAt, now);
        return switch (state) {
            case IDLE, ENDED -> backlog.objects() == 0 ? now : later(enteredAt, progress.retiredAfter());
            case FREEING -> later(enteredAt, movedAt);
            case WAITING_FOR_GRACE_PERIOD, WAITING_FOR_EXECUTOR, WAITING_FOR_WRITER, WAITING_FOR_IO -> enteredAt;
        };
    }

    /** Notes how much is done. Returns when more was done than before, as far as anybody has looked. */
    private long look(long done, long enteredAt, long now) {
        Look before = last;
        // One that counted earlier may come here later: only more than before is a move.
        if (before != null && done <= before.done) {
            return before.movedAt;
        }
        Look found = new Look(done, before == null ? enteredAt : now);
        // Needs no pair: a look says what it says, and whoever loses against another one has found about the same.
        LAST.compareAndSet(this, before, found);
        return found.movedAt;
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
