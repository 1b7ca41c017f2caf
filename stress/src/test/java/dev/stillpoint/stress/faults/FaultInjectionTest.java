// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command line. */
class FaultInjectionTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... arguments) throws IOException {
        return FaultInjection.run(List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void helpPrintsEveryOption() throws IOException {
        assertThat(run("--help")).isZero();
        assertThat(printed()).contains("--whole", "--processes", "--share", "--scene", "--where", "--mode",
                "--patience", "--file", "CALLER",
                "STACK_END");
    }

    @Test
    void aWrongCommandLineIsRefused() throws IOException {
        for (List<String> wrong : List.of(List.of("--often"), List.of("--scene"), List.of("--scene", "("),
                List.of("--mode", "FIRE"), List.of("--where", "HERE"), List.of("--patience", "0"),
                List.of("--processes", "65"), List.of("--share", "1"), List.of("--share", "3/2"))) {
            assertThat(run(wrong.toArray(String[]::new))).as(wrong.toString()).isEqualTo(2);
        }
        assertThat(printed()).contains("There is no option --often.", "--scene needs a value.",
                "--patience must be 1 to 3600, not 0.", "--processes must be 1 to 64, not 65.",
                "--share must be as in 1/2, not 1.", "the first number of --share must be 1 to 2, not 3.");
    }

    @Test
    void eachSceneIsInOneShareAndTheFirstHasAllServices() {
        for (String whole : List.of("--whole", "--help")) {
            List<Options> shares = List.of(Options.parse(List.of(whole, "--share", "1/3")),
                    Options.parse(List.of(whole, "--share", "2/3")), Options.parse(List.of(whole, "--share", "3/3")));
            for (int scene = 0; scene < 12; scene++) {
                int number = scene;
                for (Where where : Where.values()) {
                    assertThat(shares.stream().filter(share -> share.isWanted(number, "scene", where))).hasSize(1);
                }
            }
        }
        Options first = Options.parse(List.of("--share", "1/3"));
        assertThat(first.isWanted(1, "scene", Where.RECLAIMER)).isTrue();
        assertThat(first.isWanted(0, "scene", Where.CALLER)).isFalse();
        assertThat(Options.parse(List.of()).isWanted(7, "scene", Where.CALLER)).isTrue();
    }
}
