// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of the public packages have words of the glossary and what is promised, and are on the Javadoc site. */
class PackagePagesTest {

    private static final Pattern WORD = Pattern.compile("(?m)^ \\* <dt>(.*)$");
    private static final Pattern GLOSSARY = Pattern.compile("(?m)^\\| ([^|]+?) \\|");

    @ParameterizedTest
    @CsvSource({"scheduler/, dev.stillpoint.scheduler", "scheduler/, dev.stillpoint.scheduler.replay",
            "reclaim/, dev.stillpoint.reclaim", "reclaim/, dev.stillpoint.reclaim.memory",
            "reclaim/, dev.stillpoint.reclaim.adapt", "reclaim/, dev.stillpoint.reclaim.collection",
            "reclaim/, dev.stillpoint.reclaim.reload", "reclaim/escape/, dev.stillpoint.reclaim.escape"})
    void eachHasWordsOfTheGlossaryAndGuarantees(String module, String name) {
        String page = Pages.read(Pages.ROOT.resolve(
                module + "src/main/java/" + name.replace('.', '/') + "/package-info.java"));
        List<String> glossary = GLOSSARY.matcher(Pages.read(Pages.ROOT.resolve("docs/algorithm.md"))).results()
                .map(row -> row.group(1)).toList();

        assertThat(page).contains("<h2>Words</h2>", "<h2>Guarantees</h2>", " * <li>");
        assertThat(WORD.matcher(page).results().map(word -> word.group(1))).isNotEmpty()
                .allSatisfy(word -> assertThat(glossary).contains(word));
        assertThat(Pages.read(Pages.ROOT.resolve("reclaim/escape/pom.xml"))).containsPattern(
                "apidocs\"[^<]* " + Pattern.quote(name) + "[ <]");
    }

    /** Those that the modules export to everybody. */
    @Test
    void theseAreAllPublicPackages() {
        assertThat(List.of("scheduler", "reclaim").stream().flatMap(module -> Pattern.compile("exports ([\\w.]+);")
                .matcher(Pages.read(Pages.ROOT.resolve(module + "/src/main/module/module-info.java"))).results())
                .map(exported -> exported.group(1))).containsExactlyInAnyOrder("dev.stillpoint.scheduler",
                        "dev.stillpoint.scheduler.replay", "dev.stillpoint.reclaim", "dev.stillpoint.reclaim.memory",
                        "dev.stillpoint.reclaim.adapt", "dev.stillpoint.reclaim.collection",
                        "dev.stillpoint.reclaim.reload");
    }
}
