// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.util.concurrent.TimeUnit;

/**
 * One wait for the visitors, by polling: for the counted ones as invariant I2 of {@link Visitors} describes, and for
 * the recorded ones by a {@link RecordDrain}. If it takes long, it looks whether one of them has ended inside. Driver
 * only.
 */
final class VisitorDrain {

    private static final long FIRST_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    enum Stage {
        LATECOMERS, CURRENT, FINISHED
    }

    private final Visitors visitors;
    private final VisitorRegistry registry;
    private final RecordDrain records;
    // driver only
    private Stage stage = Stage.LATECOMERS;
    // driver only
    private long interval = FIRST_SWEEP_NANOS;
    // driver only
    private long nextSweep = System.nanoTime() + interval;

    /** @param number the grace period that waits; it is published before {@link #isFinished} is called */
    VisitorDrain(Visitors visitors, VisitorRegistry registry, long number) {
        this.visitors = visitors;
        this.registry = registry;
        records = visitors.drainRecords(number);
    }

    /** Advances as far as possible without waiting. */
    boolean isFinished() {
        boolean finished = advance();
        if (!finished && isSweepDue(System.nanoTime())) {
            registry.releaseEnded();
            finished = advance();
        }
        return finished;
    }

    private boolean advance() {
        drainCounters();
        return records.isFinished() && stage == Stage.FINISHED;
    }

    private void drainCounters() {
        if (stage == Stage.LATECOMERS && visitors.isDrained(1 - visitors.phase())) {
            visitors.flip();
            stage = Stage.CURRENT;
        }
        if (stage == Stage.CURRENT && visitors.isDrained(1 - visitors.phase())) {
            stage = Stage.FINISHED;
            registry.dropSomeEnded();
        }
    }

    /** The longer it takes, the more rarely. */
    private boolean isSweepDue(long now) {
        boolean due = now - nextSweep >= 0;
        if (due) {
            interval = Math.min(2 * interval, LONGEST_INTERVAL_NANOS);
            nextSweep = now + interval;
        }
        return due;
    }
}
