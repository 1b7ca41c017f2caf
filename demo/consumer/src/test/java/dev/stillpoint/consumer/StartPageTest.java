// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The five minutes of {@code docs/start.md}: Maven's invoker has run the command of the page in the project
 * {@code src/it/start}, of which the page shows the files.
 */
class StartPageTest {

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Path BUILT = MODULE.resolve("target/it/start").toAbsolutePath();
    private static final Pattern COMMAND = Pattern.compile("(?s)```bash\n(.*?)\n```");
    private static final Pattern OUTPUT = Pattern.compile("(?s)```text\n(.*?)\n```");

    @TempDir
    private Path directory;

    @Test
    void theCommandIsTheOneThatWasRun() throws IOException {
        Properties invoked = new Properties();
        try (var file = Files.newBufferedReader(MODULE.resolve("src/it/start/invoker.properties"))) {
            invoked.load(file);
        }
        assertThat(blocks(COMMAND)).endsWith("mvn -q " + invoked.getProperty("invoker.goals"));
    }

    @Test
    void itPrintsWhatThePageSays() throws IOException {
        List<String> printed = Files.readAllLines(BUILT.resolve("build.log"));

        assertThat(printed).containsSubsequence(blocks(OUTPUT).getFirst().lines().toList());
    }

    @Test
    void withoutTheFlagItIsRefusedInTheWordsOfThePage() throws Exception {
        Started program = start("--enable-native-access=ALL-UNNAMED");

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.complained().getFirst()).contains(blocks(OUTPUT).get(1));
    }

    @Test
    void withTheFlagItPrintsNothingElse() throws Exception {
        Started program = start("--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED");

        assertThat(program.complained()).isEmpty();
        assertThat(program.printed()).containsExactlyElementsOf(blocks(OUTPUT).getFirst().lines().toList());
    }

    private Started start(String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", BUILT.resolve("target/classes") + File.pathSeparator + ConsumerTest.classPath(),
                "com.example.Start"));
        return Started.run(directory, command);
    }

    private static List<String> blocks(Pattern kind) throws IOException {
        String page = Files.readString(MODULE.resolve("../../docs/start.md"));
        return kind.matcher(page).results().map(match -> match.group(1)).toList();
    }
}
