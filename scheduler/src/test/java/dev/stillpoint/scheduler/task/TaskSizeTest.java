// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** There may be a million tasks. docs/benchmarks/scheduling.md has what a thread of ours may cost more than others. */
class TaskSizeTest {
    private static final int TASKS = 1000;
    private static final long MOST = 48;

    private final RecordingDispatcher dispatcher = new RecordingDispatcher();

    @Test
    void aTaskIsNoLargerThanItOughtToBe() {
        assumeThat(flag("UseCompressedOops")).isEqualTo("true");
        assumeThat(flag("UseCompressedClassPointers")).isEqualTo("true");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Task[] tasks = new Task[TASKS];
        // The first round loads classes and links.
        long bytes = 0;
        for (int round = 0; round < 2; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < TASKS; i++) {
                tasks[i] = dispatcher.taskOf(Thread.currentThread());
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }

        // What asking allocates is less than a byte for each.
        assertThat(bytes / TASKS).isLessThanOrEqualTo(MOST);
        assertThat(tasks).doesNotContainNull();
    }

    private static String flag(String name) {
        return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption(name).getValue();
    }
}
