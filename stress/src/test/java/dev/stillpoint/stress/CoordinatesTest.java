// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What users copy into their builds names artifacts and a version that exist. */
class CoordinatesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern GRADLE = Pattern.compile("dev\\.stillpoint:(stillpoint-[a-z]+):([\\w.-]+)");
    private static final Pattern MAVEN =
            Pattern.compile("<artifactId>(stillpoint-[a-z]+)</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern JAR = Pattern.compile("target/(stillpoint-[a-z]+)-(\\d[\\w.-]*)\\.jar");
    private static final List<String> LIBRARIES =
            List.of("stillpoint-scheduler", "stillpoint-reclaim", "stillpoint-escape", "stillpoint-micrometer");

    @Test
    void thePagesNameThisVersion() throws Exception {
        String version = text(pom("pom.xml"), "version");
        List<String> named = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            for (Pattern form : List.of(GRADLE, MAVEN, JAR)) {
                Matcher matcher = form.matcher(text);
                while (matcher.find()) {
                    named.add(matcher.group(1));
                    assertThat(LIBRARIES).as(page.toString()).contains(matcher.group(1));
                    assertThat(matcher.group(2)).as("the version of %s in %s", matcher.group(1), page)
                            .isEqualTo(version);
                }
            }
        }
        assertThat(named).contains("stillpoint-reclaim", "stillpoint-escape", "stillpoint-micrometer");
    }

    @Test
    void theBillOfMaterialsNamesTheLibrariesInThisVersion() throws Exception {
        Document bom = pom("reclaim/bom/pom.xml");
        assertThat(text(bom, "version")).isEqualTo(text(pom("pom.xml"), "version"));
        NodeList managed = bom.getElementsByTagName("dependency");
        List<String> named = new ArrayList<>();
        for (int i = 0; i < managed.getLength(); i++) {
            Element dependency = (Element) managed.item(i);
            named.add(dependency.getElementsByTagName("artifactId").item(0).getTextContent());
            assertThat(dependency.getElementsByTagName("version").item(0).getTextContent())
                    .isEqualTo("${project.version}");
        }
        assertThat(named).containsExactlyElementsOf(LIBRARIES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "reclaim/bom/pom.xml"})
    void whoeverPublishesThemFindsWhatAPublishedArtifactMustSay(String path) throws Exception {
        Document pom = pom(path);
        for (String wanted : List.of("name", "description", "url", "licenses", "developers", "scm")) {
            assertThat(text(pom, wanted)).as(wanted).isNotBlank();
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(path -> path.toString().endsWith(".md")).toList();
        }
    }

    private static Document pom(String path) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(ROOT.resolve(path).toFile());
    }

    /** Of the project itself, not of what it depends on. */
    private static String text(Document pom, String name) {
        NodeList children = pom.getDocumentElement().getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i).getNodeName().equals(name)) {
                return children.item(i).getTextContent();
            }
        }
        return "";
    }
}
