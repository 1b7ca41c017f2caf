// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

/** Whoever holds the memory may be a thread that waits for a carrier: then no carrier may wait for memory. */
class FullHeapTest {
    @RepeatedTest(3)
    void threadThatHoldsTheMemoryRunsAndLetsItGo() throws Exception {
        ChildJvm jvm = ChildJvm.run(FullHeap.class, ChildJvm.OPENS, "-Xmx16m");

        assertThat(jvm.output().lines()).contains("closed");
        assertThat(jvm.status()).isZero();
    }
}
