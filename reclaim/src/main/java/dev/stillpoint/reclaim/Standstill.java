// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/**
 * Since when a reclaimer has not moved although something waits. While it waits itself this is known exactly, because
 * each change of its state is timed. While it frees it is known as exactly as somebody looks: timing each object would
 * cost more than freeing it.
 */
final class Standstill {

    private final ReclaimerProgress progress;
    private final Backlog backlog;

    // guarded by this: how much had been done at the last look
    private long seen = -1;
    // guarded by this: when a look last found more done than the one before, as System.nanoTime()
    private long movedAt;

    Standstill(ReclaimerProgress progress, Backlog backlog) {
        this.progress = progress;
        this.backlog = backlog;
    }

    /**
     * When it last moved, as {@link System#nanoTime()}.
     *
     * @param now the present time; the result if nothing waits
     */
    synchronized long since(long now) {
        ReclaimerState state = progress.state();
        long enteredAt = progress.enteredAt();
        long done = progress.steps() + backlog.reclaimedObjects();
        boolean knownBefore = seen != -1;
        boolean moved = done != seen;
        seen = done;
        return switch (state) {
            case IDLE, ENDED -> backlog.objects() == 0 ? now : later(enteredAt, progress.retiredAfter());
            case FREEING -> {
                if (moved) {
                    movedAt = knownBefore ? now : enteredAt;
                }
                yield later(enteredAt, movedAt);
            }
            case WAITING_FOR_GRACE_PERIOD, WAITING_FOR_EXECUTOR, WAITING_FOR_WRITER, WAITING_FOR_IO -> enteredAt;
        };
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
