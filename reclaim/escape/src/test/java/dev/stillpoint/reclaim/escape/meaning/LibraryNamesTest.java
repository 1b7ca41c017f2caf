// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.meaning;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.policy.MethodPattern;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.memory.ReclaimableArena;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The analyser knows the libraries by names, which no compiler compares with them: this test does. */
class LibraryNamesTest {

    private static final JavaClasses LIBRARIES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.stillpoint.reclaim", "dev.stillpoint.scheduler");

    private static Stream<JavaClass> publicTypes() {
        return LIBRARIES.stream().filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC));
    }

    private static SortedSet<String> sorted(Stream<String> names) {
        return names.collect(toCollection(TreeSet::new));
    }

    @Test
    void everyMarkedMethodIsKnown() {
        SortedSet<String> marked = sorted(LIBRARIES.stream().flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(GuardScoped.class))
                .map(method -> TypeNames.internal(method.getOwner().getName()) + "." + method.getName()));

        assertThat(marked).isNotEmpty().isEqualTo(new TreeSet<>(GuardApi.MARKED));
    }

    @Test
    void nothingElseIsMarked() {
        assertThat(LIBRARIES).noneMatch(type -> type.isAnnotatedWith(GuardScoped.class));
        assertThat(LIBRARIES.stream().flatMap(type -> type.getMethods().stream())
                .flatMap(method -> method.getParameters().stream()))
                .noneMatch(parameter -> parameter.isAnnotatedWith(GuardScoped.class));
    }

    @Test
    void everyPublicReclaimableIsAView() {
        SortedSet<String> reclaimables = sorted(publicTypes().filter(type -> type.isAssignableTo(Reclaimable.class))
                .map(type -> TypeNames.internal(type.getName())));
        SortedSet<String> views = sorted(
                ScanPolicy.defaults().views().stream().filter(view -> view.startsWith("dev/stillpoint/")));

        assertThat(reclaimables).hasSizeGreaterThan(1).isEqualTo(views);
    }

    @Test
    void everyMethodOfOursThatThePolicyNamesIsThere() {
        ScanPolicy policy = ScanPolicy.defaults();
        Stream<MethodPattern> ours = Stream.of(policy.blocking(), policy.handovers(), policy.starts(),
                policy.containers(), policy.fieldWriters(), policy.atOnce(), policy.passingOn())
                .flatMap(
                        patterns -> patterns.stream().filter(pattern -> pattern.owner().startsWith("dev/stillpoint/")));

        assertThat(ours).hasSizeGreaterThan(3).allSatisfy(pattern -> assertThat(
                LIBRARIES.get(TypeNames.binary(pattern.owner())).getCodeUnits()).map(JavaCodeUnit::getName)
                .anyMatch(pattern::names));
    }

    @Test
    void whatIsKnownByNameIsThere() {
        String arena = TypeNames.internal(ReclaimableArena.class.getName());
        assertThat(GuardApi.closesArena(new MethodId(arena, "close", "()V"))).isTrue();

        JavaClass structure = LIBRARIES.get("dev.stillpoint.reclaim.collection.NodeStructure");
        assertThat(GuardApi.locksBriefly(new MethodId(TypeNames.internal(structure.getName()), "make", "()V")))
                .isTrue();
    }
}
