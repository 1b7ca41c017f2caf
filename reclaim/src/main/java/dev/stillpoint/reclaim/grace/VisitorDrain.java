// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

/** One wait for the visitors, by polling, as invariant I2 of {@link Visitors} describes. Driver only. */
final class VisitorDrain {

    private enum Stage {
        LATECOMERS, CURRENT, FINISHED
    }

    private final Visitors visitors;
    // driver only
    private Stage stage = Stage.LATECOMERS;

    VisitorDrain(Visitors visitors) {
        this.visitors = visitors;
    }

    /** Advances as far as possible without waiting. */
    boolean isFinished() {
        if (stage == Stage.LATECOMERS && visitors.isDrained(1 - visitors.phase())) {
            visitors.flip();
            stage = Stage.CURRENT;
        }
        if (stage == Stage.CURRENT && visitors.isDrained(1 - visitors.phase())) {
            stage = Stage.FINISHED;
        }
        return stage == Stage.FINISHED;
    }
}
