// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.stress.pages.Pages.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Code on a page is copied from a file that is compiled or run, and a comment before it says from which. */
class SnippetsTest {

    private static final Set<String> CODE = Set.of("java", "kotlin", "xml", "properties");
    private static final Set<String> COMMANDS = Set.of("bash", "console");
    /** Output and drawings; the last three are compared by ArchitecturePageTest. */
    private static final Set<String> OTHERS = Set.of("text", "arrows", "knots", "summary");
    private static final Pattern COMMAND = Pattern.compile("(?m)^ *(\\$ |mvn |java |javac |jcmd |\\.ci/|stress/model)");
    /** CoordinatesTest and GuidePagesTest compare artifacts and versions. */
    private static final Pattern DEPENDENCIES =
            Pattern.compile("(?s)\\s*(<dependency>((?!</dependency>).)*</dependency>\\s*)+");

    /** Code that no file of the repository has as it stands on the page, and why that is so. */
    private static final List<Exempt> EXCEPTIONS = List.of(
            new Exempt("README.md", "try (Reclaimer", "ReadmeExampleTest compiles and runs it as it stands there"),
            new Exempt("README.md", "implementation(\"dev.stillpoint:", "CoordinatesTest compares it"),
            new Exempt("docs/gradle-and-kotlin.md", "plugins {", "no Gradle for JDK 25 is at hand; the page says so"),
            new Exempt("docs/flags.md", "Main-Class: com.example.Main", "AgentTest starts jars with such manifests"));

    private record Exempt(String page, String firstLine, String reason) {

        boolean covers(Block block) {
            return block.page().equals(page) && block.firstLine().startsWith(firstLine);
        }
    }

    @Test
    void eachBlockSaysWhatItIs() throws IOException {
        assertThat(Pages.blocks()).hasSizeGreaterThan(80).allSatisfy(block -> {
            assertThat(block.language()).as(block.toString())
                    .matches(language -> CODE.contains(language) || COMMANDS.contains(language)
                            || OTHERS.contains(language), "a language that is known here");
            if (block.language().equals("text")) {
                assertThat(block.text()).as(block.toString()).doesNotContainPattern(COMMAND);
            }
        });
    }

    @Test
    void codeIsTheCodeThatIsCompiled() throws IOException {
        List<Block> code = Pages.blocks().stream().filter(block -> CODE.contains(block.language())).toList();
        List<String> wrong = new ArrayList<>();
        code.forEach(block -> wrong.addAll(wrongWith(block)));

        assertThat(wrong).isEmpty();
        assertThat(EXCEPTIONS).allSatisfy(exception -> assertThat(code).anyMatch(exception::covers));
    }

    private static List<String> wrongWith(Block block) {
        if (block.source() != null) {
            String shown = Pages.shown(block.source(), block.region(), version());
            return block.text().equals(shown) ? List.of() : List.of(block + " is not, as in " + block.source()
                    + ":\n" + shown);
        }
        boolean known = EXCEPTIONS.stream().anyMatch(exception -> exception.covers(block))
                || (block.language().equals("xml") && DEPENDENCIES.matcher(block.text()).matches());
        return known ? List.of() : List.of(block + " does not say which file it is from");
    }

    private static String version() {
        String pom = Pages.read(Pages.ROOT.resolve("pom.xml"));
        return pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));
    }

    @Test
    void codeThatIsFromNowhereIsFound() {
        String page = """
                ```java
                int x;
                ```

                <!-- demo/consumer/src/it/start/invoker.properties -->
                ```properties
                invoker.goals = nothing
                ```

                <!-- pom.xml#nothing -->
                ```xml
                <dependency>
                ```
                """;
        List<Block> blocks = Pages.blocks("page.md", page);

        assertThat(blocks).hasSize(3);
        assertThat(wrongWith(blocks.get(0))).singleElement().asString().contains("does not say");
        assertThat(wrongWith(blocks.get(1))).singleElement().asString().contains("compile exec:exec");
        assertThatThrownBy(() -> wrongWith(blocks.get(2))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("is missing");
    }
}
