// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.stillpoint.reclaim.escape.policy.Exemption;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exemptions, listed or annotated, mean the same on the command line and in ArchUnit; what covers nothing is told. */
class ExemptionsTest {

    /** Each method waits inside a section, at one place of its own. */
    private static final String SOURCE = """
            import dev.stillpoint.reclaim.EscapeExemption;
            import dev.stillpoint.reclaim.ReadGuard;
            import dev.stillpoint.reclaim.ScopedQsbr;
            import java.util.concurrent.locks.LockSupport;

            class Waits {
                Waits() { ScopedQsbr.run(() -> LockSupport.park()); }
                static { ScopedQsbr.run(() -> LockSupport.park()); }
                %1$s
                void plain() { try (ReadGuard guard = ScopedQsbr.open()) { LockSupport.park(guard); } }
                void lambda() { ScopedQsbr.run(() -> LockSupport.park()); }
                void deep() { ScopedQsbr.run(() -> { Runnable wait = () -> LockSupport.park(); wait.run(); }); }
                void anonymous() {
                    new Object() { void go() { ScopedQsbr.run(() -> LockSupport.park()); } }.go();
                }
                void local() {
                    class Here {
                        void there() {
                            new Object() { void go() { ScopedQsbr.run(LockSupport::park); } }.go();
                        }
                    }
                    new Here().there();
                }
                static class Nested { void plain() { ScopedQsbr.run(() -> LockSupport.park()); } }
            }
            class Waits2 { void plain() { ScopedQsbr.run(() -> LockSupport.park()); } }
            """;

    @TempDir
    private static Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private List<String> byCommand(String... args) {
        out.reset();
        err.reset();
        ScanCommand.run(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), args);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static List<String> byRule(ScanPolicy policy, Path classes) {
        return GuardEscapeRules.all(policy).evaluate(new ClassFileImporter().importPath(classes)).getFailureReport()
                .getDetails();
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static Path compiled(String annotation) throws Exception {
        Path folder = directory.resolve("waits" + annotation.hashCode());
        return Files.exists(folder) ? folder.resolve("Waits")
                : Sources.compile(folder, "Waits", SOURCE.formatted(annotation));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "BLOCKING_CALL                   | 0",
            "BLOCKING_CALL:Waits*            | 0",
            "BLOCKING_CALL:Waits             | 1",
            "BLOCKING_CALL:Waits2            | 8",
            "BLOCKING_CALL:Waits$Nested      | 8",
            "BLOCKING_CALL:Waits#plain       | 7",
            "BLOCKING_CALL:Waits#lambda      | 8",
            "BLOCKING_CALL:Waits#deep        | 8",
            "BLOCKING_CALL:Waits#anonymous   | 8",
            "BLOCKING_CALL:Waits#local       | 8",
            "BLOCKING_CALL:Waits#new         | 8",
            "BLOCKING_CALL:Waits#static      | 8",
            "BLOCKING_CALL:*#plain           | 6",
            "FIELD:Waits                     | 9",
            "BLOCKING_CALL:Wait              | 9"})
    void oneThatIsListedMeansTheSameInBothWays(String exemption, int left) throws Exception {
        Path classes = compiled("");

        List<String> found = byCommand("--exempt", exemption, classes.toString());

        assertThat(found).hasSize(left);
        assertThat(byRule(ScanPolicy.defaults().withExemption(Exemption.parse(exemption)), classes))
                .containsExactlyInAnyOrderElementsOf(found);
        assertThat(complaint().contains("covers nothing any more")).isEqualTo(left == 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"void lambda()", "void deep()",
            "void anonymous()", "void local()", "Waits() {",
            "static class Nested", "class Waits2"})
    void oneThatIsAnnotatedCoversWhatItStandsOn(String member) throws Exception {
        String annotation = "@EscapeExemption(kind = \"BLOCKING_CALL\", reason = \"meant\") ";
        Path classes = Sources.compile(directory, "Waits", SOURCE.formatted("").replace(member, annotation + member));
        List<String> found = byCommand(classes.toString());

        assertThat(found).hasSize(8);
        assertThat(byRule(ScanPolicy.defaults(), classes)).containsExactlyInAnyOrderElementsOf(found);
        assertThat(complaint()).contains("besides 1 that are exempt").doesNotContain("covers nothing");
    }

    @Test
    void onAClassItCoversAllOfIt() throws Exception {
        Path classes = Sources.compile(directory, "Waits", SOURCE.formatted("").replace("class Waits {",
                "@EscapeExemption(kind = {\"FIELD\", \"BLOCKING_CALL\"}, reason = \"meant\") class Waits {"));
        List<String> found = byCommand(classes.toString());

        assertThat(found).singleElement().asString().startsWith("Waits2.");
        assertThat(byRule(ScanPolicy.defaults(), classes)).containsExactlyElementsOf(found);
        assertThat(complaint())
                .contains("The @EscapeExemption for FIELD:Waits (\"meant\") covers nothing any more; remove it.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "BLOCKING_CALL | ' '   | #plain gives no reason, and exempts nothing",
            "WAITING       | meant | #plain exempts nothing: \"WAITING\" is no kind"})
    void anAnnotationWithoutReasonOrKindIsAFinding(String kind, String reason, String message) throws Exception {
        Path classes = compiled("@EscapeExemption(kind = \"%s\", reason = \"%s\")".formatted(kind, reason));

        List<String> found = byCommand(classes.toString());

        assertThat(found).hasSize(10).last().asString().contains("The @EscapeExemption on Waits" + message);
        assertThat(byRule(ScanPolicy.defaults(), classes)).containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    void oneThatCoversNothingIsToldInBothWays() throws Exception {
        Path classes = compiled("@EscapeExemption(kind = \"ARRAY\", reason = \"was meant\")");
        Exemption listed = new Exemption(EscapeKind.FIELD, "Gone");
        ScanPolicy policy = ScanPolicy.defaults().withExemption(listed);
        String[] stale = {"The exemption FIELD:Gone covers nothing any more; remove it.",
                "The @EscapeExemption for ARRAY:Waits#plain (\"was meant\") covers nothing any more; remove it."};

        assertThat(byCommand("--exempt", listed.toString(), classes.toString())).hasSize(9);
        assertThat(complaint()).contains(stale);
        assertThat(logged(() -> assertThat(byRule(policy, classes)).hasSize(9))).containsExactly(stale);

        assertThat(byCommand("--strict", "--exempt", listed.toString(), classes.toString())).hasSize(11)
                .contains(stale);
        assertThat(byRule(policy.withStrictness(), classes)).hasSize(11).contains(stale);
    }

    @Test
    void missingTypesAreToldInArchUnitToo() throws Exception {
        Path classes = Sources.compile(directory, "Lost", """
                class Parent { }
                class Lost extends Parent { void go() { dev.stillpoint.reclaim.ScopedQsbr.run(() -> { }); } }
                """);
        Files.delete(classes.resolve("Parent.class"));

        assertThat(logged(() -> assertThat(byRule(ScanPolicy.defaults(), classes)).isEmpty())).singleElement()
                .asString()
                .contains("1 types were not found", "Parent", "Add their jars to the class path of this test");
        assertThat(byRule(ScanPolicy.defaults().withStrictness(), classes)).singleElement().asString()
                .contains("Parent");
    }

    @Test
    void packagesWithoutFieldsOrSectionsPass() throws Exception {
        Path classes = Sources.compile(directory, "Bare", "interface Bare { int next(int number); }");

        assertThat(logged(() -> GuardEscapeRules.all().check(new ClassFileImporter().importPath(classes))))
                .containsExactly("Scanned: 1 class with 0 read sections. Import the classes that read, too.");
        assertThat(byCommand(classes.toString())).isEmpty();
    }

    private static List<String> logged(Runnable action) {
        List<String> messages = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                messages.add(entry.getMessage());
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger logger = Logger.getLogger(ScanCondition.LOGGER);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        try {
            action.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return messages;
    }
}
