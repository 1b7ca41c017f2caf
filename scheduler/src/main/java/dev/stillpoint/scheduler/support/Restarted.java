// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The body of a thread that others count on for as long as the process lives. It is called again if it throws, and must
 * go on then where it was. So what it must remember belongs into fields.
 *
 * <p>A body that catches everything may throw all the same. If the JVM has no memory for the objects that compiled code
 * had kept in registers, it leaves the compiled frames, inlined ones included, without asking their handlers. This
 * loop goes round only after an error, so it is never compiled into one piece with the body.
 */
public final class Restarted implements Runnable {

    /** Should it throw again and again, its thread must not take a processor for that. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Runnable body;

    /** @param body goes on where it was when it is called again */
    public Restarted(Runnable body) {
        this.body = body;
    }

    @Override
    public void run() {
        boolean failed = false;
        boolean ended = false;
        while (!ended) {
            try {
                if (failed) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                failed = true;
                body.run();
                ended = true;
            } catch (Throwable e) {
                // Whatever it was, the body goes on.
            }
        }
    }
}
