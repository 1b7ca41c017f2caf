// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.io.Serial;

/** The stack of an earlier event, kept as the cause of a later error. It is not an error by itself. */
public final class Trace extends Throwable {

    @Serial
    private static final long serialVersionUID = 1L;

    // who noted it, any thread reads
    private volatile boolean withdrawn;

    Trace(String what) {
        super("%s, by %s".formatted(what, Thread.currentThread()));
    }

    /** Says whether the event did not happen after all. A store that cannot fail. */
    void withdraw(boolean notHappened) {
        withdrawn = notHappened;
    }

    boolean isWithdrawn() {
        return withdrawn;
    }
}
