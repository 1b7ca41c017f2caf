// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Something of the process that is set up for its first user and taken down after its last one. What the JDK holds for
 * us it must not hold for ever: it would keep our class loader, and with it a whole application that is gone.
 */
public final class SharedSetup {

    private final Runnable setUp;
    private final Runnable takeDown;
    // guarded by this
    private int users;

    /**
     * Sets nothing up yet.
     *
     * @param setUp if it throws, nothing is set up
     * @param takeDown must not throw
     */
    public SharedSetup(Runnable setUp, Runnable takeDown) {
        this.setUp = setUp;
        this.takeDown = takeDown;
    }

    /** One use. */
    @FunctionalInterface
    public interface Lease extends AutoCloseable {

        /** Ends the use. Any thread; idempotent. */
        @Override
        void close();
    }

    /** Begins a use. Any thread. What {@code setUp} throws is thrown here, and there is no use then. */
    public Lease lease() {
        AtomicBoolean open = new AtomicBoolean(true);
        Lease lease = () -> {
            if (open.compareAndSet(true, false)) {
                leave();
            }
        };
        enter();
        return lease;
    }

    private synchronized void enter() {
        if (users == 0) {
            setUp.run();
        }
        users++;
    }

    private synchronized void leave() {
        if (--users == 0) {
            takeDown.run();
        }
    }
}
