// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** A block of code that is copied from a file. SnippetsTest sees to it that each is, and is as in the file. */
    private static final Pattern CODE =
            Pattern.compile("(?m)^<!-- [^#\\s]+#\\S+ -->\\n```(java|xml|properties)$");
    private static final Pattern DEPENDENCY = Pattern.compile("<groupId>([^<]+)</groupId>\\s*"
            + "<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/guides"))) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void codeThatTheTestsRunIsShown(Path page) throws IOException {
        assertThat(Files.readString(page)).containsPattern(CODE);
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
}
