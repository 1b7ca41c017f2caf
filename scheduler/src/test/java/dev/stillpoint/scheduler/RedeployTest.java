// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** After the last scheduler has closed, nothing in the process keeps the library's classes or threads. */
class RedeployTest {

    @Test
    void nothingIsLeftOfAnApplicationThatIsDeployedTenTimes() throws Exception {
        ChildJvm jvm = ChildJvm.run(Redeploy.class, ChildJvm.OPENS);

        assertThat(jvm.output().lines()).containsExactly("the first one owned the pollers: true",
                "class loaders left: 0", "threads left: []");
        assertThat(jvm.status()).isZero();
    }

    @Test
    void norIsAnythingLeftWhileFlightRecorderRecords() throws Exception {
        ChildJvm jvm = ChildJvm.run(Redeploy.class, ChildJvm.OPENS, "-XX:StartFlightRecording");

        assertThat(jvm.output().lines()).containsSubsequence("the first one owned the pollers: true",
                "class loaders left: 0", "threads left: []");
        assertThat(jvm.status()).isZero();
    }
}
