// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExploreTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void saysThatNothingWasFound() {
        assertThat(explore("library", "100", "20")).isZero();
        assertThat(output()).startsWith("library: 20 schedules, ").endsWith(": nothing found");
    }

    @Test
    void saysWhichSeedFoundWhatAndHow() {
        assertThat(explore("wrong-parity", "0", "1000")).isEqualTo(1);
        assertThat(output()).contains("VIOLATION: ").containsPattern("To play it again: Explore wrong-parity \\d+");
    }

    @Test
    void playsOneSeedStepByStep() {
        assertThat(explore("library", "100")).isZero();
        assertThat(output()).contains("mounts thread-0", "publishes grace period 1", "Outcome[violation=null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sound", "library first", "library 1 many", "library 1 0", "library 1 2 3"})
    void explainsItself(String arguments) {
        assertThat(explore(arguments.split(" "))).isEqualTo(2);
        assertThat(output()).contains("explore [protocol] [first seed] [number of seeds]", "holders-migrate");
    }

    private int explore(String... arguments) {
        return Explore.explore(new PrintStream(out, true, StandardCharsets.UTF_8), arguments);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8).strip();
    }
}
