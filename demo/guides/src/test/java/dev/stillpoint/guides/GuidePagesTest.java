// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

/** The pages show the code that the tests run, and name the versions that they run it with. */
class GuidePagesTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..", "..");

    /** A block of code, with the comment before it that says where it is from: {@code <!-- path#region -->}. */
    private static final Pattern CODE =
            Pattern.compile("(?:<!-- ([^#\\s]+)#([^\\s]+) -->\\n)?```(java|xml|properties)\\n"
                    + "(.*?)```", Pattern.DOTALL);
    private static final Pattern DEPENDENCY = Pattern.compile("<groupId>([^<]+)</groupId>\\s*"
            + "<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/guides"))) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theCodeIsTheCodeThatTheTestsRun(Path page) throws IOException {
        Matcher block = CODE.matcher(Files.readString(page));
        List<String> shown = new ArrayList<>();
        while (block.find()) {
            if (block.group(3).equals("xml") && block.group(1) == null) {
                continue; // coordinates, see below
            }
            assertThat(block.group(1)).as("where this is from:\n" + block.group(4)).isNotNull();
            assertThat(block.group(4)).as(page + ": " + block.group(1))
                    .isEqualTo(region(ROOT.resolve(block.group(1)), block.group(2)));
            shown.add(block.group(2));
        }
        assertThat(shown).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theVersionsAreThoseOfTheTests(Path page) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(ROOT.resolve("pom.xml").toFile());
        String managed = Files.readString(ROOT.resolve("pom.xml"));
        String ours = pom.getElementsByTagName("version").item(0).getTextContent();
        Matcher dependency = DEPENDENCY.matcher(Files.readString(page));
        while (dependency.find()) {
            String artifact = dependency.group(2);
            if (dependency.group(1).equals("dev.stillpoint")) {
                assertThat(dependency.group(3)).as(artifact).isEqualTo(ours);
            } else {
                Matcher property = Pattern.compile("<artifactId>" + Pattern.quote(artifact)
                        + "</artifactId>\\s*<version>\\$\\{([^}]+)}</version>").matcher(managed);
                assertThat(property.find()).as(artifact + " is managed in pom.xml").isTrue();
                assertThat(dependency.group(3)).as(artifact)
                        .isEqualTo(pom.getElementsByTagName(property.group(1)).item(0).getTextContent());
            }
        }
    }

    /** What stands between {@code @start region="name"} and {@code @end}, without their common indentation. */
    private static String region(Path source, String name) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int start = indexOf(lines, 0, "@start region=\"" + name + "\"");
        return String.join("\n", lines.subList(start + 1, indexOf(lines, start, "@end"))).stripIndent() + "\n";
    }

    private static int indexOf(List<String> lines, int from, String marker) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).contains(marker)) {
                return i;
            }
        }
        throw new AssertionError(marker + " is missing");
    }
}
