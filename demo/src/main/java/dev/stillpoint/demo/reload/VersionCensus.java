// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import java.util.concurrent.atomic.AtomicInteger;

/** How many versions are in memory at once. Any thread. */
final class VersionCensus {

    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    void born() {
        most.accumulateAndGet(alive.incrementAndGet(), Math::max);
    }

    void freed() {
        alive.decrementAndGet();
    }

    int most() {
        return most.get();
    }

    int alive() {
        return alive.get();
    }
}
