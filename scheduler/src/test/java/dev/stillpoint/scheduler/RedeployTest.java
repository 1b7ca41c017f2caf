// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** After the last scheduler has closed, nothing in the process keeps the library's classes or threads. */
class RedeployTest {

    private static final String OPENS_POLLERS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";
    private static final String OWN = "pollers of the first one: its own";
    private static final String CARRIERS = "pollers of the first one: its carriers";
    private static final String[] NOTHING_IS_LEFT = {"class loaders left: 0", "threads left: []",
            "bystanders that read: 10", "the JDK's pollers: [EPollPoller]"};

    @Test
    void nothingIsLeftOfAnApplicationThatIsDeployedTenTimes() throws Exception {
        ChildJvm jvm = ChildJvm.run(Redeploy.class, ChildJvm.OPENS, OPENS_POLLERS);

        assertThat(jvm.output().lines()).startsWith(OWN).endsWith(NOTHING_IS_LEFT).hasSize(5);
        assertThat(jvm.status()).isZero();
    }

    @Test
    void norIsAnythingLeftWhileFlightRecorderRecords() throws Exception {
        ChildJvm jvm = ChildJvm.run(Redeploy.class, ChildJvm.OPENS, OPENS_POLLERS, "-XX:StartFlightRecording");

        assertThat(jvm.output().lines()).containsSubsequence(OWN).containsSubsequence(NOTHING_IS_LEFT);
        assertThat(jvm.status()).isZero();
    }

    /** What somebody else's thread has on its stack while it waits must not keep them either. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void norIsAnythingLeftWhereCarriersWaitForSockets() throws Exception {
        ChildJvm jvm = ChildJvm.run(Redeploy.class, List.of("sockets"), ChildJvm.OPENS, OPENS_POLLERS);

        assertThat(jvm.output().lines()).startsWith(CARRIERS).endsWith(NOTHING_IS_LEFT).hasSize(5);
        assertThat(jvm.status()).isZero();
    }
}
