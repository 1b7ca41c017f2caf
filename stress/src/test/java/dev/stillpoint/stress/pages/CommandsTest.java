// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each command of the pages is run somewhere, or the list {@code commands.txt} says why not; and what it names exists:
 * profiles, modules, classes, options, properties, events and files.
 */
class CommandsTest {

    private static final Pattern WORDS = Pattern.compile("[ ']+");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern INLINE = Pattern.compile("`((?:mvn|\\.ci/|stress/model/)[^`\n]*)`");

    /** The sources of the whole project, and those of its builds, as one text. */
    private static final StringBuilder SOURCES = new StringBuilder();
    private static final Set<String> CLASSES = new LinkedHashSet<>();

    /**
     * A line of the list.
     *
     * @param file where it is run; a dash if it is not
     * @param text what shows that, in the file; or the reason
     */
    private record Entry(String command, String file, String text) {
    }

    @BeforeAll
    static void readTheSources() throws IOException {
        for (String folder : List.of("scheduler", "reclaim", "demo", "stress", ".ci")) {
            List<Path> files;
            try (Stream<Path> walked = Files.walk(Pages.ROOT.resolve(folder))) {
                files = walked.filter(CommandsTest::isSource).toList();
            }
            for (Path file : files) {
                SOURCES.append(Pages.read(file)).append('\n');
                CLASSES.add(file.getFileName().toString().replaceAll("\\..*", ""));
            }
        }
        SOURCES.append(Pages.read(Pages.ROOT.resolve("pom.xml")));
    }

    private static boolean isSource(Path file) {
        String name = Pages.ROOT.relativize(file).toString();
        return Files.isRegularFile(file) && !name.contains("target/") && !name.contains("stress/pages/")
                && (name.matches(".*\\.(java|xml|kt)") || name.startsWith(".ci/") || name.startsWith("stress/model/"));
    }

    private static List<String> commands() throws IOException {
        return Pages.blocks().stream().filter(block -> List.of("bash", "console").contains(block.language()))
                .flatMap(block -> Commands.of(block).stream()).distinct().toList();
    }

    private static List<Entry> entries() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/commands.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split(" \\| ", 3))
                .map(parts -> new Entry(parts[0], parts[1], parts[2])).toList();
    }

    @Test
    void eachCommandIsRunSomewhereOrSaysWhyNot() throws IOException {
        List<Entry> entries = entries();
        assertThat(commands()).hasSizeGreaterThan(40).allSatisfy(command -> assertThat(entries)
                .as("an entry of commands.txt for: " + command).anyMatch(entry -> command.contains(entry.command())));
    }

    @Test
    void eachEntryIsOfUseAndTellsTheTruth() throws IOException {
        List<String> commands = commands();
        for (Entry entry : entries()) {
            assertThat(commands).as("commands like " + entry.command())
                    .anyMatch(command -> command.contains(entry.command()));
            if (!entry.file().equals("-")) {
                assertThat(Pages.read(Pages.ROOT.resolve(entry.file()))).as(entry.file()).contains(entry.text());
            }
        }
    }

    @Test
    void whatCommandsNameExists() throws IOException {
        List<String> commands = new ArrayList<>(commands());
        for (Path page : Pages.all()) {
            INLINE.matcher(Pages.read(page)).results().map(inline -> inline.group(1)).forEach(commands::add);
        }
        assertThat(commands.stream().distinct().flatMap(command -> missing(command).stream())).isEmpty();
    }

    /** What the command names and nobody has. */
    private static List<String> missing(String command) {
        List<String> missing = new ArrayList<>();
        WORDS.splitAsStream(command).forEach(word -> missing.addAll(missing(command, word)));
        for (String modules : values("-pl (\\S+)", command)) {
            COMMA.splitAsStream(modules).filter(module -> !Files.exists(Pages.ROOT.resolve(module + "/pom.xml")))
                    .forEach(module -> missing.add(command + ": module " + module));
        }
        return missing;
    }

    private static List<String> missing(String command, String word) {
        List<String> missing = new ArrayList<>();
        for (String profile : values("^-P(\\S+)", word).stream().flatMap(COMMA::splitAsStream)
                .toList()) {
            want(missing, command, "<id>" + profile + "</id>");
        }
        if (command.startsWith("mvn")) {
            // Properties of Maven's own plugins are known to these.
            values("^-D(\\w+\\.[\\w.]+)", word).stream().filter(name -> !name.matches("(maven|surefire)\\..*"))
                    .forEach(name -> want(missing, command, name));
        }
        values("(dev\\.stillpoint\\.[\\w.]*\\.[A-Z]\\w+)", word).forEach(name -> wantClass(missing, command, name));
        values("\\b([A-Z]\\w+(?:Benchmark|Test))\\b", word).forEach(name -> wantClass(missing, command, name));
        values("(dev\\.stillpoint\\.[A-Z]\\w+)#", word).forEach(event -> want(missing, command, event));
        if (command.contains("dev.stillpoint.stress.") || command.startsWith("stress/model")) {
            values("^(--[a-z-]+)$", word).forEach(option -> want(missing, command, option));
        }
        if (word.matches("(\\.ci|stress/model)/\\w+") && !Files.isExecutable(Pages.ROOT.resolve(word))) {
            missing.add(command + ": " + word);
        }
        return missing;
    }

    private static void want(List<String> missing, String command, String text) {
        if (SOURCES.indexOf(text) < 0) {
            missing.add(command + ": " + text);
        }
    }

    private static void wantClass(List<String> missing, String command, String name) {
        if (!CLASSES.contains(name.substring(name.lastIndexOf('.') + 1))) {
            missing.add(command + ": class " + name);
        }
    }

    private static List<String> values(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results().map(found -> found.group(1)).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mvn -Pnowhere verify                                                | <id>nowhere</id>
            mvn -pl nowhere test                                                | module nowhere
            mvn test -Dtest=NobodysTest                                         | class NobodysTest
            mvn verify -Dnobody.seeds=1                                         | nobody.seeds
            java -cp x dev.stillpoint.stress.Nobody --seconds 1                 | class dev.stillpoint.stress.Nobody
            java -cp x dev.stillpoint.stress.torture.Torture --nonsense-option 1 | --nonsense-option
            jcmd 1 JFR.start +dev.stillpoint.Nothing#enabled=true               | dev.stillpoint.Nothing
            .ci/nothing                                                         | .ci/nothing
            """)
    void whatACommandNamesAndNobodyHasIsFound(String command, String found) {
        assertThat(missing(command)).singleElement().asString().isEqualTo(command + ": " + found);
    }
}
