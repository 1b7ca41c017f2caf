// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.support;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The ways in which a virtual thread leaves its carrier and comes back by itself. */
public enum Unmount {

    YIELD {
        @Override
        @SuppressWarnings("ThreadPriorityCheck") // to leave the carrier is the point, not to be scheduled fairly
        public void now() {
            Thread.yield();
        }
    },

    PARK {
        @Override
        public void now() {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000, 200_000));
        }
    },

    SLEEP {
        @Override
        public void now() throws InterruptedException {
            Thread.sleep(1);
        }
    };

    private static final Unmount[] ALL = values();

    /** Leaves the carrier for a moment. On a platform thread it only takes that long. */
    public abstract void now() throws InterruptedException;

    /** One of the ways, taken at random. */
    public static Unmount any() {
        return ALL[ThreadLocalRandom.current().nextInt(ALL.length)];
    }
}
