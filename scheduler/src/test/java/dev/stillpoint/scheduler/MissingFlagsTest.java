package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In a JVM that was not told to open its internals, the scheduler says what to add, and reading still works. */
class MissingFlagsTest {
    @Test
    void bothFlagsAreAskedFor() throws Exception {
        assertThatEverythingAsksFor(ChildJvm.run(MissingFlags.class), ChildJvm.OPENS + " " + ChildJvm.EXPORTS);
    }

    @Test
    void theFlagThatOpensJavaLangIsAskedFor() throws Exception {
        assertThatEverythingAsksFor(ChildJvm.run(MissingFlags.class, ChildJvm.EXPORTS), ChildJvm.OPENS);
    }

    @Test
    void theFlagThatExportsInternalMiscIsAskedFor() throws Exception {
        assertThatEverythingAsksFor(ChildJvm.run(MissingFlags.class, ChildJvm.OPENS), ChildJvm.EXPORTS);
    }

    @Test
    void nothingIsAskedForWhenBothAreThere() throws Exception {
        ChildJvm jvm = ChildJvm.run(MissingFlags.class, ChildJvm.OPENS, ChildJvm.EXPORTS);

        assertThat(jvm.output().lines()).containsExactly("platform thread on null", "virtual thread on null",
                "create: CarrierScheduler", "create again: CarrierScheduler", "replay: ReplayScheduler",
                "still on null");
    }

    private static void assertThatEverythingAsksFor(ChildJvm jvm, String flags) {
        String asked = ": The carrier scheduler needs access to JDK internals. Start java with: " + flags + " (or, ";
        assertThat(jvm.status()).isZero();
        assertThat(jvm.output().lines()).hasSize(6).satisfiesExactly(
                line -> assertThat(line).isEqualTo("platform thread on null"),
                line -> assertThat(line).isEqualTo("virtual thread on null"),
                line -> assertThat(line).startsWith("create" + asked),
                line -> assertThat(line).startsWith("create again" + asked),
                line -> assertThat(line).startsWith("replay" + asked),
                line -> assertThat(line).isEqualTo("still on null"));
    }
}
