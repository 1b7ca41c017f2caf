// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static java.lang.invoke.MethodHandles.arrayElementVarHandle;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** How many threads were started, and have ended, on one carrier. The carrier's thread adds, any thread reads. */
public final class ThreadCounter {

    /*
     * Ordering. The one writer stores with release, and whoever sums loads with acquire. Whoever sees an end sees the
     * start of that thread, and the starts of all threads that it had started. See Lifecycle for what follows from
     * that.
     */

    private static final VarHandle SLOT = arrayElementVarHandle(long[].class);
    /** Two cache lines of nothing on each side, so that writes to neighbouring memory do not slow the carrier down. */
    private static final int PADDING = 16;
    private static final int STARTED = PADDING;
    private static final int ENDED = PADDING + 1;

    private final long[] numbers = new long[PADDING + 2 + PADDING];
    // the thread that makes carriers: see Lifecycle.vacant
    @Nullable ThreadCounter nextVacant;

    /** Carrier thread only. */
    void start() {
        add(STARTED);
    }

    /** Carrier thread only. */
    void end() {
        add(ENDED);
    }

    private void add(int slot) {
        // Pairs with ThreadCounter.ended: whoever sees the end of a thread sees its start, and all starts by it.
        SLOT.setRelease(numbers, slot, numbers[slot] + 1);
    }

    long started() {
        // Pairs with ThreadCounter.add: the starts are summed after the ends, so no start is missing.
        return (long) SLOT.getAcquire(numbers, STARTED);
    }

    long ended() {
        // Pairs with ThreadCounter.add: the starts that came before this end are visible now.
        return (long) SLOT.getAcquire(numbers, ENDED);
    }
}
