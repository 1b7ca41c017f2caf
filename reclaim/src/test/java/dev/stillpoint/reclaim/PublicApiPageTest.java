// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that lists what users may use lists exactly that. */
class PublicApiPageTest {

    private static final Path PAGE = Path.of("../docs/public-api.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.]+)` \\| \\w.* \\|$");

    @ParameterizedTest
    @ValueSource(strings = {"dev.stillpoint.scheduler", "dev.stillpoint.scheduler.replay", "dev.stillpoint.reclaim",
            "dev.stillpoint.reclaim.adapt", "dev.stillpoint.reclaim.collection", "dev.stillpoint.reclaim.memory",
            "dev.stillpoint.reclaim.reload"})
    void eachPublicTypeHasARowAndNothingElseHas(String exported) throws IOException {
        assertThat(rowsOf(exported)).isNotEmpty().isEqualTo(publicTypesOf(exported));
    }

    private static Set<String> rowsOf(String exported) throws IOException {
        String heading = "\n## `%s`\n".formatted(exported);
        String page = Files.readString(PAGE);
        assertThat(page).contains(heading);
        String section = page.substring(page.indexOf(heading) + heading.length()).split("\n## ", 2)[0];
        Set<String> rows = new TreeSet<>();
        Matcher row = ROW.matcher(section);
        while (row.find()) {
            rows.add(row.group(1));
        }
        return rows;
    }

    private static Set<String> publicTypesOf(String exported) {
        Set<String> types = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(exported)) {
            if (type.getPackageName().equals(exported) && isPublic(type)) {
                types.add(type.getName().substring(exported.length() + 1).replace('$', '.'));
            }
        }
        return types;
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicApiPageTest::isPublic).orElse(true);
    }
}
