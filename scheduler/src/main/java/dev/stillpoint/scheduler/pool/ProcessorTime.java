// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import java.lang.management.ManagementFactory;

/** How much processor time platform threads have had. For the watchdog, which must go on whatever fails here. */
final class ProcessorTime {

    private ProcessorTime() {
    }

    /** The processor time of a thread in nanoseconds; negative if this JVM does not say, or has no memory to say it. */
    static long of(Thread thread) {
        try {
            return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
        } catch (UnsupportedOperationException | LinkageError | OutOfMemoryError e) {
            return -1;
        }
    }
}
