// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The pollers are the process's: each test has a process of its own. */
class OwnPollersTest {
    @Test
    void pollersRunOnTheSchedulerAndAreHandedOverWhenItCloses() throws Exception {
        ChildJvm jvm = ChildJvm.run(OwnPollers.class, ChildJvm.OPENS);

        assertThat(jvm.output().lines()).containsExactly("owns the pollers: true", "OWN_POLLERS", "live threads: 0",
                "closed",
                "echoes went on", "the next one owns them: false",
                "the scheduler was to have its own, but they ran already or are platform threads", "done");
        assertThat(jvm.status()).isZero();
    }

    @Test
    void pollersThatArePlatformThreadsAreNotOwned() throws Exception {
        ChildJvm jvm = ChildJvm.run(OwnPollers.class, ChildJvm.OPENS, "-Djdk.pollerMode=1");

        assertThat(jvm.output().lines()).containsExactly("owns the pollers: false", "JDK_POLLERS", "live threads: 0",
                "closed",
                "echoes went on", "the next one owns them: false",
                "the scheduler was to have its own, but they ran already or are platform threads", "done");
        assertThat(jvm.status()).isZero();
    }
}
