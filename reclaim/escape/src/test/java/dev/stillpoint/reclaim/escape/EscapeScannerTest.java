// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scanner against small classes whose every line says what it must find there. */
class EscapeScannerTest {

    private static final Pattern NESTED = Pattern.compile("^ {4}(static |final )*(class|record|interface) ");
    private static final EscapeScanner SCANNER = EscapeScanner.of(ScanPolicy.defaults());

    @TempDir
    private static Path forks;

    private static Samples samples;
    private static List<Finding> findings;

    @BeforeAll
    static void scanSamples() throws IOException, URISyntaxException {
        samples = Samples.all(forks);
        findings = samples.scan();
    }

    private static SortedSet<String> expected() throws IOException {
        SortedSet<String> expected = Marks.FOUND.in(samples.sources());
        expected.addAll(Marks.ACCUSED.in(samples.sources()));
        return expected;
    }

    @Test
    void findsExactlyWhatTheSamplesSay() throws IOException {
        assertThat(Marks.of(findings)).containsExactlyElementsOf(expected());
    }

    @Test
    void theSamplesAreMany() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path source : samples.sources()) {
            lines.addAll(Files.readAllLines(source));
        }
        assertThat(lines).filteredOn(line -> line.endsWith("// allowed")).hasSizeGreaterThan(150);
        assertThat(lines).filteredOn(line -> line.contains("// blind: ")).hasSizeGreaterThanOrEqualTo(8);
        assertThat(lines).as("small classes").filteredOn(line -> NESTED.matcher(line).find())
                .hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @EnumSource
    void eachKindHasSamples(EscapeKind kind) throws IOException {
        assertThat(Marks.FOUND.in(samples.sources())).filteredOn(mark -> mark.endsWith(" " + kind))
                .hasSizeGreaterThan(3);
    }

    @Test
    void aFindingSaysWhatEscapesWhereToAndHowToFixIt() {
        assertThat(findings).filteredOn(finding -> finding.line() == 25 && finding.kind() == EscapeKind.FIELD)
                .filteredOn(finding -> finding.sourceFile().equals("FieldSamples.java")).singleElement()
                .hasToString("dev.stillpoint.reclaim.escape.sample.FieldSamples$GuardInField.open(FieldSamples.java:25)"
                        + " FIELD: the guard opened in (FieldSamples.java:25) is stored in the field"
                        + " FieldSamples.GuardInField.guard. To fix: " + EscapeKind.FIELD.fix() + ".");
    }

    @Test
    void whatIsMarkedAsMissedIsMissed() throws IOException {
        assertThat(Marks.MISSED.in(samples.sources())).isNotEmpty().doesNotContainAnyElementsOf(Marks.of(findings));
    }

    /** The line that waits is named, however many calls are between. */
    @Test
    void aWaitIsNamedWithItsOwnLine(@TempDir Path directory) throws Exception {
        Path classes = Sources.compile(directory, "Deep", """
                import dev.stillpoint.reclaim.ScopedQsbr;
                class Deep {
                    void read() {
                        ScopedQsbr.run(() -> one());
                    }
                    void one() { two(() -> three()); }
                    void two(Runnable action) { action.run(); }
                    void three() { new Deeper().four(5); }
                }
                class Deeper {
                    void four(int times) { if (times > 0) { four(times - 1); } five(); }
                    void five() {
                        java.util.concurrent.locks.LockSupport.park();
                    }
                }
                """);

        assertThat(SCANNER.scan(classes)).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(4);
            assertThat(finding.where())
                    .isEqualTo("may wait in LockSupport.park at (Deep.java:13), reached through Deep.one");
        });
    }

    @Test
    void findingsComeByClassAndLine() {
        assertThat(findings).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theLibraryNeedNotBeThere() throws IOException {
        EscapeScanner alone = SCANNER.withClassPath(ClassLoader.getPlatformClassLoader());

        assertThat(alone.scan(samples.classes().toArray(Path[]::new))).isEqualTo(findings);
    }

    @Test
    void ourOwnClassesAreClean() throws Exception {
        Path escape = ForkSamples.directoryOf(EscapeScanner.class);
        Path reclaim = ForkSamples.directoryOf(ReadGuard.class);
        Path scheduler = ForkSamples.directoryOf(CarrierScheduler.class);

        assertThat(SCANNER.scan(escape, reclaim, scheduler)).isEmpty();
    }

    @Test
    void aMissingSourceIsAnError() {
        assertThatThrownBy(() -> SCANNER.scan(forks.resolve("missing"))).isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing").hasMessageContaining("name a directory, a jar or a class file");
    }

    @Test
    void aDamagedClassFileIsAnErrorThatNamesIt(@TempDir Path directory) throws IOException {
        Path damaged =
                Files.write(directory.resolve("Damaged.class"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

        assertThatThrownBy(() -> SCANNER.scan(directory)).isInstanceOf(IOException.class)
                .hasMessageContaining(damaged.toString()).hasMessageContaining("no class file");
    }
}
