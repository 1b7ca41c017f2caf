// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times are in nanoseconds, and made up. */
class MountAgeTest {
    private final MountAge age = new MountAge();

    @Test
    void mountIsAsOldAsTheFirstLookAtIt() {
        assertThat(age.look(1, 0, false, 100)).isZero();
        assertThat(age.look(1, 0, false, 150)).isEqualTo(50);
        assertThat(age.seenFor(1, 160)).isEqualTo(60);
        assertThat(age.look(2, 0, false, 170)).isZero();
        assertThat(age.seenFor(1, 180)).isZero();
    }

    @Test
    void blockingCallBeginsAnew() {
        age.look(1, 0, false, 100);

        assertThat(age.look(1, 1, true, 150)).isZero();
        assertThat(age.look(1, 1, true, 160)).isEqualTo(10);
        assertThat(age.look(1, 1, false, 170)).isZero();
    }

    @Test
    void threadComputesAsLongAsItHasAnEighthOfAProcessor() {
        age.look(1, 0, false, 0);

        assertThat(age.computes(1_000, 100)).as("nothing is known yet").isTrue();
        assertThat(age.computes(1_100, 200)).as("a whole processor").isTrue();
        assertThat(age.computes(1_110, 280)).as("an eighth").isTrue();
        assertThat(age.computes(1_119, 360)).as("less").isFalse();
        assertThat(age.computes(1_199, 440)).as("it goes on").isTrue();
    }

    @Test
    void nextMountIsNotJudgedByTheOneBefore() {
        age.look(1, 0, false, 0);
        age.computes(1_000, 100);
        age.look(2, 0, false, 200);

        assertThat(age.computes(1_000, 300)).isTrue();
        assertThat(age.computes(1_000, 400)).isFalse();
    }

    @Test
    void whereProcessorTimeIsUnknownNoThreadComputes() {
        age.look(1, 0, false, 0);

        assertThat(age.computes(-1, 100)).isFalse();
        assertThat(age.computes(-1, 200)).isFalse();
    }
}
