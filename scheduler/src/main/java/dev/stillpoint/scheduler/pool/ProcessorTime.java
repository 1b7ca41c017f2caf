// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How much processor time platform threads have had. For the watchdog, which must go on whatever fails here. */
final class ProcessorTime {

    private ProcessorTime() {
    }

    /** Loaded when it is first needed: many programs never keep a carrier for long. */
    private static final class Source {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    }

    /** The processor time of a thread in nanoseconds; negative if this JVM does not say. */
    static long of(Thread thread) {
        try {
            return Source.THREADS.getThreadCpuTime(thread.threadId());
        } catch (UnsupportedOperationException | LinkageError e) {
            return -1;
        }
    }
}
