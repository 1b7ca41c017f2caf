// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SocketWatchTest {
    /** Nobody blocks in its queue here. */
    @SuppressWarnings("NullAway")
    private final SocketWatch watch = new SocketWatch(null);

    @Test
    void leaderExpectsToBeWokenAsTheLastOneWas() {
        assertThat(watch.isEventful()).as("nobody has led").isFalse();
        watch.leadEnded(true);
        assertThat(watch.isEventful()).as("there were events").isTrue();
        watch.leadEnded(false);
        assertThat(watch.isEventful()).as("somebody woke the leader").isFalse();
    }

    @Test
    void oneLeadsAtATime() {
        Object first = new Object();

        assertThat(watch.tryLead(first)).isTrue();
        assertThat(watch.isLed()).isTrue();
        assertThat(watch.tryLead(new Object())).isFalse();
        watch.leader = null;
        assertThat(watch.tryLead(new Object())).isTrue();
    }

    @Test
    void endOfALeadCountsAsALook() {
        long before = watch.looks();

        watch.leadEnded(true);

        assertThat(watch.looks()).isNotEqualTo(before);
    }
}
