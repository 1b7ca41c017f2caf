// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.util.concurrent.TimeUnit;

/**
 * One wait for the visitors, by polling, as invariant I2 of {@link Visitors} describes. If it takes long, it looks
 * whether one of them has ended inside. Driver only.
 */
final class VisitorDrain {

    private static final long FIRST_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum Stage {
        LATECOMERS, CURRENT, FINISHED
    }

    private final Visitors visitors;
    private final VisitorRegistry registry;
    // driver only
    private Stage stage = Stage.LATECOMERS;
    // driver only
    private long interval = FIRST_SWEEP_NANOS;
    // driver only
    private long nextSweep = System.nanoTime() + interval;

    VisitorDrain(Visitors visitors, VisitorRegistry registry) {
        this.visitors = visitors;
        this.registry = registry;
    }

    /** Advances as far as possible without waiting. */
    boolean isFinished() {
        if (stage != Stage.FINISHED) {
            advance();
            if (stage != Stage.FINISHED && isSweepDue(System.nanoTime())) {
                registry.releaseEnded();
                advance();
            }
        }
        return stage == Stage.FINISHED;
    }

    private void advance() {
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
