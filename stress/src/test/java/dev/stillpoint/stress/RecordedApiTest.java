// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The build compares each public package with what was recorded of it, and nothing else. */
class RecordedApiTest {

    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @ValueSource(strings = {"scheduler", "reclaim"})
    void theExportedPackagesAreRecorded(String module) throws IOException {
        String exports = Files.readString(ROOT.resolve(module + "/src/main/module/module-info.java"));

        assertThat(recorded(module)).containsExactlyInAnyOrderElementsOf(
                named("exports ([\\w.]+);", exports));
    }

    /** This artifact has no module-info: the Javadoc site has its public packages. */
    @Test
    void thePackagesOfTheEscapeRulesAreRecorded() throws IOException {
        String site = Files.readString(ROOT.resolve("reclaim/escape/pom.xml"));

        assertThat(recorded("reclaim/escape")).containsExactlyInAnyOrderElementsOf(
                named(" (dev\\.stillpoint\\.reclaim\\.escape[\\w.]*)(?=[ <])", site));
    }

    @Test
    void thePackageOfTheMetricsIsRecorded() throws IOException {
        assertThat(recorded("reclaim/micrometer")).containsExactly("dev.stillpoint.micrometer");
    }

    private static List<String> named(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static List<String> recorded(String module) throws IOException {
        try (JarFile jar = new JarFile(ROOT.resolve(module + "/src/api/recorded-api.jar").toFile())) {
            return jar.stream().map(entry -> entry.getName().replaceFirst("/[^/]+$", "").replace('/', '.')).distinct()
                    .toList();
        }
    }
}
