// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Visitors;

/** A reader that is on no carrier. It remembers its nesting, so that only the outermost section costs atomics. */
final class Visitor {

    private static final Visitors VISITORS = GracePeriods.process().visitors();
    private static final ThreadLocal<Visitor> CURRENT = ThreadLocal.withInitial(Visitor::new);

    // owner thread only
    private int holds;
    // owner thread only; valid while holds > 0
    private int ticket;

    private Visitor() {
    }

    static Visitor current() {
        return CURRENT.get();
    }

    void enter() {
        if (holds == 0) {
            ticket = VISITORS.enter(Thread.currentThread().threadId());
        }
        holds++;
    }

    void exit() {
        if (--holds == 0) {
            VISITORS.exit(ticket);
        }
    }

    boolean isReading() {
        return holds != 0;
    }
}
