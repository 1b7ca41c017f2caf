// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In a JVM that was not told to open its internals, the scheduler says what to add, and reading still works. */
class MissingFlagsTest {
    @Test
    void theFlagThatOpensJavaLangIsAskedFor() throws Exception {
        assertThatEverythingAsksFor(ChildJvm.run(MissingFlags.class), ChildJvm.OPENS);
    }

    @Test
    void nothingElseIsNeeded() throws Exception {
        ChildJvm jvm = ChildJvm.run(MissingFlags.class, ChildJvm.OPENS);

        assertThat(jvm.output().lines()).containsExactly("platform thread on null", "virtual thread on null",
                "supported: true", "create: CarrierScheduler", "create again: CarrierScheduler",
                "replay: ReplayScheduler",
                "still on null");
    }

    private static void assertThatEverythingAsksFor(ChildJvm jvm, String flag) {
        String asked = ": The carrier scheduler needs access to JDK internals. Start java with: " + flag + " (or, ";
        assertThat(jvm.status()).isZero();
        assertThat(jvm.output().lines()).hasSize(7).satisfiesExactly(
                line -> assertThat(line).isEqualTo("platform thread on null"),
                line -> assertThat(line).isEqualTo("virtual thread on null"),
                line -> assertThat(line).isEqualTo("supported: false"),
                line -> assertThat(line).startsWith("create" + asked),
                line -> assertThat(line).startsWith("create again" + asked),
                line -> assertThat(line).startsWith("replay" + asked),
                line -> assertThat(line).isEqualTo("still on null"));
    }
}
