// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.support.DaemonThreads.Restarted;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A service thread outlives whatever its body throws. */
class RestartedTest {

    @Test
    void aBodyThatThrowsIsCalledAgainUntilItReturns() {
        AtomicInteger calls = new AtomicInteger();
        new Restarted(() -> {
            switch (calls.incrementAndGet()) {
                case 1 -> throw new OutOfMemoryError("on purpose");
                case 2 -> throw new IllegalStateException("on purpose");
                case 3 -> throw new NoClassDefFoundError("on purpose");
                default -> {
                    return;
                }
            }
        }).run();

        assertThat(calls).hasValue(4);
    }
}
