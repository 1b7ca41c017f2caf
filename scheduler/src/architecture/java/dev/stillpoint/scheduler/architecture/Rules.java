// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** Rules about the code of some packages, each of which is also shown to fail. */
public final class Rules {

    private final JavaClasses code;

    private Rules(JavaClasses code) {
        this.code = code;
    }

    /** Rules for the classes of these packages and of those below them; tests are left out. */
    public static Rules of(String... packages) {
        return new Rules(new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(packages));
    }

    /** The classes that the rules are about. */
    public JavaClasses code() {
        return code;
    }

    /** The rule holds for all classes; and it can fail: it does for those that are given. */
    public void check(ArchRule rule, Class<?>... violating) {
        rule.check(code);
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(violating)).hasViolation())
                .as("violated by %s: %s", violating[0].getSimpleName(), rule.getDescription()).isTrue();
    }

    /**
     * Of the project's packages one knows these, and itself, only.
     *
     * @param from a package, as ArchUnit writes them
     */
    public static ArchRule onlyOurs(String from, String... to) {
        String[] known = Stream.concat(Stream.of(from), Arrays.stream(to)).toArray(String[]::new);
        return classes().that().resideInAPackage(from).should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.stillpoint..").or(resideInAnyPackage(known)));
    }
}
