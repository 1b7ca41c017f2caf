// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import org.jspecify.annotations.Nullable;

/** Waits that an interrupt does not end. The interrupt is pending when they return. */
public final class Uninterruptibly {

    /** A wait that can begin again after an interrupt. */
    @FunctionalInterface
    public interface Wait {

        /** Waits until what is waited for has happened. */
        void await() throws InterruptedException;
    }

    private Uninterruptibly() {
    }

    /** Waits to the end, whatever interrupts there are. */
    public static void await(Wait wait) {
        await(wait, null);
    }

    /**
     * Waits to the end, whatever interrupts there are.
     *
     * @param whenInterrupted runs at the first interrupt, unless it is null
     */
    public static void await(Wait wait, @Nullable Runnable whenInterrupted) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    wait.await();
                    return;
                } catch (InterruptedException e) {
                    if (!interrupted) {
                        interrupted = true;
                        if (whenInterrupted != null) {
                            whenInterrupted.run();
                        }
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
