// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.stillpoint.scheduler.architecture.Rules.onlyOurs;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.domain.ThrowsDeclaration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import dev.stillpoint.reclaim.collection.OffHeapQueue;
import dev.stillpoint.reclaim.collection.OffHeapSortedSet;
import dev.stillpoint.reclaim.collection.OffHeapStack;
import dev.stillpoint.reclaim.escape.violation.Analyser;
import dev.stillpoint.reclaim.grace.violation.KnowsMemory;
import dev.stillpoint.reclaim.memory.violation.KnowsGracePeriods;
import dev.stillpoint.reclaim.memory.violation.ShowsInternals;
import dev.stillpoint.reclaim.reload.Reloadable;
import dev.stillpoint.reclaim.violation.HandsOutGuards;
import dev.stillpoint.reclaim.violation.NamesAProgram;
import dev.stillpoint.reclaim.violation.NamesArchUnit;
import dev.stillpoint.reclaim.violation.NamesInternals;
import dev.stillpoint.reclaim.violation.NamesTasks;
import dev.stillpoint.reclaim.violation.NamesTheAnalyser;
import dev.stillpoint.reclaim.violation.NamesTheScheduler;
import dev.stillpoint.reclaim.violation.Ping;
import dev.stillpoint.reclaim.violation.Pong;
import dev.stillpoint.reclaim.violation.one.One;
import dev.stillpoint.reclaim.violation.two.Two;
import dev.stillpoint.scheduler.architecture.Rules;
import dev.stillpoint.scheduler.architecture.SourceFiles;
import dev.stillpoint.scheduler.violation.KnowsReclaim;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who may name whom in the two libraries. Each rule is also shown a class that breaks it: one that could not fail would
 * prove nothing.
 */
class ArchitectureTest {

    private static final Rules LIBRARIES = Rules.of("dev.stillpoint.reclaim", "dev.stillpoint.scheduler");

    private static final String ANALYSER = "dev.stillpoint.reclaim.escape..";

    /** The public methods that name guards: those by which one opens, shows and closes a section. */
    private static final Class<?>[] GUARDED_API =
            {ScopedQsbr.class, VersionSource.class, QsbrReference.class, Reloadable.class, ScopedQsbr.GuardedBody.class,
                    ReadGuard.class, OffHeapMap.class, OffHeapQueue.class, OffHeapSortedSet.class, OffHeapStack.class};

    @Test
    void everyPackageThatTheRulesNameIsThere() {
        assertThat(LIBRARIES.code().getPackage("dev.stillpoint.reclaim").getSubpackages()).map(JavaPackage::getName)
                .contains("dev.stillpoint.reclaim.grace", "dev.stillpoint.reclaim.memory");
        assertThat(LIBRARIES.code().getPackage("dev.stillpoint.scheduler").getSubpackages()).map(JavaPackage::getName)
                .contains("dev.stillpoint.scheduler.carrier", "dev.stillpoint.scheduler.jdk");
        assertThat(LIBRARIES.code()).noneMatch(type -> type.getSimpleName().endsWith("Test"));
    }

    // -- modules

    @Test
    void theSchedulerKnowsNothingOfReclamation() {
        LIBRARIES.check(noClasses().that().resideInAPackage("dev.stillpoint.scheduler..").should().dependOnClassesThat()
                .resideInAPackage("dev.stillpoint.reclaim.."), KnowsReclaim.class);
    }

    @Test
    void theLibrariesDoNotKnowThePrograms() {
        LIBRARIES.check(noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("dev.stillpoint.demo..", "dev.stillpoint.stress.."), NamesAProgram.class);
    }

    @Test
    void ofTheSchedulerOnlyTheSeamIsUsed() {
        LIBRARIES.check(noClasses().that().resideInAPackage("dev.stillpoint.reclaim..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.stillpoint.scheduler", "dev.stillpoint.scheduler.replay.."),
                NamesTheScheduler.class);
    }

    @Test
    void ofTheSchedulersInternalsOnlySupportIsUsed() {
        LIBRARIES.check(onlyOurs("dev.stillpoint.reclaim..", "dev.stillpoint.scheduler.carrier",
                "dev.stillpoint.scheduler.support"), NamesTasks.class);
    }

    @Test
    void onlyTheAdapterReachesForTheJdksInternals() {
        LIBRARIES.check(noClasses().that().resideOutsideOfPackage("dev.stillpoint.scheduler.jdk").should()
                .dependOnClassesThat(resideInAnyPackage("jdk..", "sun..").and(resideOutsideOfPackage("jdk.jfr.."))),
                NamesInternals.class);
    }

    @Test
    void reclamationDoesNotKnowTheAdapter() {
        noClasses().that().resideInAPackage("dev.stillpoint.reclaim..").should().dependOnClassesThat()
                .resideInAPackage("dev.stillpoint.scheduler.jdk..").check(LIBRARIES.code());
    }

    @Test
    void theLibrariesDoNotKnowTheAnalyser() {
        ArchRule rule = noClasses().should().dependOnClassesThat().resideInAPackage(ANALYSER).orShould()
                .resideInAPackage(ANALYSER)
                .because("nothing of it runs in production: it is an artifact of its own, with packages of its own");
        LIBRARIES.check(rule, NamesTheAnalyser.class);
        LIBRARIES.check(rule, Analyser.class);
    }

    @Test
    void nothingButTheJdkIsNeededAtRunTime() {
        LIBRARIES.check(classes().that().resideInAPackage("dev.stillpoint.reclaim..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("dev.stillpoint..", "java..", "javax.management..", "jdk.jfr..",
                        "org.jspecify.annotations"),
                NamesArchUnit.class);
    }

    // -- packages

    @Test
    void packagesDependOnEachOtherWithoutCycles() {
        LIBRARIES.check(slices().matching("dev.stillpoint.(**)").should().beFreeOfCycles(), One.class, Two.class);
    }

    /**
     * Within packages too, but for some where files know each other; docs/architecture.md lists which, and the test of
     * that page sees to it that there are no others.
     */
    @Test
    void filesAreFreeOfCycles() {
        LIBRARIES.check(slices().assignedFrom(SourceFiles.allBut("dev.stillpoint.reclaim",
                "dev.stillpoint.reclaim.collection", "dev.stillpoint.reclaim.grace", "dev.stillpoint.reclaim.memory",
                "dev.stillpoint.reclaim.reload"))
                .should().beFreeOfCycles(), Ping.class, Pong.class);
    }

    @Test
    void theGracePeriodProtocolKnowsTheSeamAndTheJdkOnly() {
        LIBRARIES.check(
                classes().that().resideInAPackage("dev.stillpoint.reclaim.grace..").should().onlyDependOnClassesThat()
                        .resideInAnyPackage("dev.stillpoint.reclaim.grace..", "dev.stillpoint.scheduler.carrier",
                                "dev.stillpoint.scheduler.support", "java..", "jdk.jfr..", "org.jspecify.annotations"),
                KnowsMemory.class);
    }

    @Test
    void memoryDoesNotKnowGracePeriods() {
        LIBRARIES.check(
                noClasses().that().resideInAPackage("dev.stillpoint.reclaim.memory..").should().dependOnClassesThat()
                        .resideInAnyPackage("dev.stillpoint.reclaim.grace..", "dev.stillpoint.scheduler.."),
                KnowsGracePeriods.class);
    }

    // -- what users see

    /** What is exported to users. The rest is internal, but for the escape rules, which users run on their classes. */
    private static final String[] EXPORTED = {"dev.stillpoint.reclaim", "dev.stillpoint.reclaim.adapt..",
            "dev.stillpoint.reclaim.collection..", "dev.stillpoint.reclaim.memory..",
            "dev.stillpoint.reclaim.reload.."};

    private static final String NOT_EXPORTED = "dev.stillpoint.reclaim.memory.raw..";

    private static final DescribedPredicate<JavaClass> SEEN_BY_USERS = DescribedPredicate
            .describe("are seen by users", ArchitectureTest::isSeenByUsers);

    private static boolean isSeenByUsers(JavaClass type) {
        return resideInAnyPackage(EXPORTED).and(resideOutsideOfPackage(NOT_EXPORTED)).test(type)
                && type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isSeenByUsers).orElse(true);
    }

    @Test
    void whatUsersSeeNamesOnlyWhatUsersSee() {
        ArchRule rule = classes().that(SEEN_BY_USERS).should(NAME_ONLY_WHAT_USERS_SEE);
        rule.check(LIBRARIES.code());
        for (Class<?> violating : ShowsInternals.class.getDeclaredClasses()) {
            if (Modifier.isPublic(violating.getModifiers())) {
                JavaClasses imported = new ClassFileImporter().importClasses(violating, ShowsInternals.class);
                assertThat(rule.evaluate(imported).getFailureReport().getDetails()).as(violating.getSimpleName())
                        .singleElement().asString().startsWith(violating.getName() + " names ");
            }
        }
    }

    private static final ArchCondition<JavaClass> NAME_ONLY_WHAT_USERS_SEE = new ArchCondition<>(
            "name in public and protected signatures no type of ours that users do not see") {

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            named(type).filter(named -> named.getPackageName().startsWith("dev.stillpoint."))
                    .filter(named -> !isSeenByUsers(named)).distinct()
                    .forEach(named -> events.add(SimpleConditionEvent.violated(type,
                            "%s names %s".formatted(type.getName(), named.getName()))));
        }
    };

    /** All types in the signatures of a type and of its members. */
    private static Stream<JavaClass> named(JavaClass type) {
        Stream<JavaType> supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> fields =
                type.getFields().stream().filter(ArchitectureTest::isForUsers).map(JavaField::getType);
        Stream<JavaClass> members = type.getCodeUnits().stream().filter(ArchitectureTest::isForUsers)
                .flatMap(ArchitectureTest::named);
        return Stream.of(members, bounds(type.getTypeParameters()), rawTypes(Stream.concat(supertypes, fields)))
                .flatMap(each -> each);
    }

    private static Stream<JavaClass> named(JavaCodeUnit member) {
        Stream<JavaClass> thrown = member.getThrowsClause().stream().map(ThrowsDeclaration::getRawType);
        Stream<JavaType> types = Stream.concat(Stream.of(member.getReturnType()), member.getParameterTypes().stream());
        return Stream.of(thrown, bounds(member.getTypeParameters()), rawTypes(types)).flatMap(each -> each);
    }

    private static Stream<JavaClass> bounds(List<? extends JavaTypeVariable<?>> parameters) {
        return rawTypes(parameters.stream().flatMap(parameter -> parameter.getUpperBounds().stream()));
    }

    private static Stream<JavaClass> rawTypes(Stream<? extends JavaType> types) {
        return types.flatMap(type -> type.getAllInvolvedRawTypes().stream()).map(JavaClass::getBaseComponentType);
    }

    private static boolean isForUsers(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    // -- guards

    @Test
    void guardsAreInNoOtherPublicSignature() {
        LIBRARIES.check(methods().that().arePublic().and().areDeclaredInClassesThat().arePublic().and()
                .areDeclaredInClassesThat().doNotBelongToAnyOf(GUARDED_API).should(NAME_NO_GUARD)
                .because("who is handed a guard may keep it: it goes from open() or read() down the caller's own"
                        + " methods, and nowhere else"),
                HandsOutGuards.class);
    }

    private static final ArchCondition<JavaMethod> NAME_NO_GUARD = new ArchCondition<>("name no ReadGuard") {

        @Override
        public void check(JavaMethod method, ConditionEvents events) {
            Stream<JavaClass> named = Stream.concat(method.getReturnType().getAllInvolvedRawTypes().stream(),
                    method.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()));
            if (named.anyMatch(type -> type.isEquivalentTo(ReadGuard.class))) {
                events.add(SimpleConditionEvent.violated(method, method.getDescription() + " names ReadGuard"));
            }
        }
    };

}
