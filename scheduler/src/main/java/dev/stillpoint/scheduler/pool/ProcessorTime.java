// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * How much processor time platform threads have had. For the watchdog, which must go on whatever fails here. One
 * thread.
 */
final class ProcessorTime {

    // asked for when it is first needed: many programs never keep a carrier for long
    private @Nullable ThreadMXBean source;

    /** The processor time of a thread in nanoseconds; negative if this JVM does not say, or has no memory to say it. */
    long of(Thread thread) {
        try {
            ThreadMXBean threads = source;
            if (threads == null) {
                threads = ManagementFactory.getThreadMXBean();
                source = threads;
            }
            return threads.getThreadCpuTime(thread.threadId());
        } catch (UnsupportedOperationException | LinkageError | OutOfMemoryError e) {
            return -1;
        }
    }
}
