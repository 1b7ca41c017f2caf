// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

/**
 * Something of the process that is set up for its first user and taken down after its last one. What the JDK holds for
 * us it must not hold for ever: it would keep our class loader, and with it a whole application that is gone.
 */
public abstract class SharedSetup {

    // guarded by this
    private int users;

    /** Sets nothing up yet. */
    protected SharedSetup() {
    }

    /** Sets it up, for the first user. If this throws, nothing is set up. */
    protected abstract void setUp();

    /** Takes it down, after the last user. If an error ends it, it is called again with the last lease. */
    protected abstract void takeDown();

    /** One use. */
    public interface Lease extends AutoCloseable {

        /** Ends the use. Any thread; idempotent. If this throws, the use has not ended: call it again. */
        @Override
        void close();
    }

    /** Begins a use. Any thread. What {@link #setUp} throws is thrown here, and there is no use then. */
    public final Lease lease() {
        Lease lease = new Use();
        enter();
        return lease;
    }

    private final class Use implements Lease {

        // guarded by the setup
        private boolean ended;

        @Override
        public void close() {
            synchronized (SharedSetup.this) {
                if (!ended) {
                    leave();
                    // No call may stand before this: what has been left must not be left again.
                    ended = true;
                }
            }
        }
    }

    private synchronized void enter() {
        if (users == 0) {
            setUp();
        }
        users++;
    }

    private void leave() {
        if (users == 1) {
            takeDown();
        }
        users--;
    }
}
