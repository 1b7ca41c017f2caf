// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * One wait for the recorded visitors, by polling. After some looks it stops those that are left, and lets those that
 * are outside fall asleep: see {@link VisitorRecords}. Driver only; where one fails, another one goes on.
 */
final class RecordDrain {

    /** To stop one thread costs a tenth of a stop of all threads, and disturbs nobody else. */
    private static final int FEW = 16;

    private final VisitorRecords records;
    private final long number;
    private final int patience;
    // driver only: those that it waits for, the first ones; null until it has begun
    private @Nullable Visitor @Nullable [] left;
    // driver only
    private int count;
    // driver only
    private int looks;
    // driver only: whether all that are left were stopped after the number was published
    private boolean stopped;

    /** @param patience how often it looks before it stops anybody */
    RecordDrain(VisitorRecords records, long number, int patience) {
        this.records = records;
        this.number = number;
        this.patience = patience;
    }

    private @Nullable Visitor[] begin() {
        @Nullable Visitor[] awake = records.awake();
        int found = 0;
        while (awake[found] != null) {
            found++;
        }
        count = found;
        left = awake;
        return awake;
    }

    /** Advances as far as possible without waiting, but for a stop. */
    boolean isFinished() {
        @Nullable Visitor[] waitedFor = left;
        if (waitedFor == null) {
            waitedFor = begin();
        }
        dropPassed(waitedFor);
        if (count != 0 && !stopped) {
            if (looks < patience) {
                looks++;
            } else {
                stop(waitedFor);
                dropPassed(waitedFor);
            }
        }
        return count == 0;
    }

    /** If it fails half-way, some are on the list twice, and nobody is missing. */
    private void dropPassed(@Nullable Visitor[] waitedFor) {
        Thread here = Thread.currentThread();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Visitor visitor = waitedFor[i];
            if (visitor != null && !passes(visitor, here)) {
                waitedFor[kept] = visitor;
                kept++;
            }
        }
        count = kept;
    }

    /** Whether it is in no section that is older, and will be in none (I2, I3). */
    private boolean passes(Visitor visitor, Thread here) {
        if (visitor.sinceAcquire() >= number) {
            return true;
        }
        if (visitor.refersTo(here)) {
            // What this thread itself did it sees without a stop.
            return visitor.holds == 0;
        }
        if (stopped && visitor.holdsAcquire() == 0) {
            visitor.fallAsleep();
            return true;
        }
        return false;
    }

    private void stop(@Nullable Visitor[] waitedFor) {
        for (int i = 0; i < count; i++) {
            Visitor visitor = waitedFor[i];
            if (visitor != null) {
                visitor.makeDrowsy();
            }
        }
        if (count > FEW) {
            Handshake.withAll();
        } else {
            stopEach(waitedFor, Thread.currentThread());
        }
        stopped = true;
    }

    private void stopEach(@Nullable Visitor[] waitedFor, Thread here) {
        for (int i = 0; i < count; i++) {
            Visitor visitor = waitedFor[i];
            Thread thread = visitor == null ? null : visitor.get();
            // One that the collector has taken has ended, and what it did is visible.
            if (thread != null && thread != here) {
                Handshake.with(thread);
            }
        }
    }
}
