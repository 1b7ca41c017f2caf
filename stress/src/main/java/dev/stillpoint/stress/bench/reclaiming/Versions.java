// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers the versions of a table and counts those whose memory is not freed. Any thread. */
final class Versions {

    /** The current one, and the one that it has just replaced. */
    private static final int EXPECTED = 2;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicLong beyondTwo = new AtomicLong();

    /** A version's number, once its memory is there. */
    int begin() {
        if (alive.incrementAndGet() > EXPECTED) {
            beyondTwo.incrementAndGet();
        }
        return begun.incrementAndGet();
    }

    /** A version's memory is freed. */
    void end() {
        alive.decrementAndGet();
    }

    /** How many versions, since the last call, came into memory while two others were there. */
    long takeBeyondTwo() {
        return beyondTwo.getAndSet(0);
    }
}
