// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The JDK starts its poller threads when the first virtual thread waits for a socket, as children of that thread. They
 * never end: on this scheduler they would keep it from closing, and its end would deafen every socket of the process.
 */
class FirstSocketTest {
    @Test
    void pollersOfTheJdkDoNotBelongToTheSchedulerThatWaitedFirst() throws Exception {
        ChildJvm jvm = ChildJvm.run(FirstSocket.class, ChildJvm.OPENS);

        assertThat(jvm.output().lines()).containsExactly("exchanged inside", "closed", "exchanged after");
        assertThat(jvm.status()).isZero();
    }
}
