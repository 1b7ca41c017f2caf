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
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scanner against small classes whose every line says what it must find there. */
class EscapeScannerTest {

    private static final Path SOURCES = Path.of("src/test/java/dev/stillpoint/reclaim/escape/sample");
    private static final Pattern NESTED = Pattern.compile("^ {4}(static |final )*(class|record|interface) ");
    private static final EscapeScanner SCANNER = EscapeScanner.of(ScanPolicy.defaults());

    @TempDir
    private static Path forks;

    private static Path samples;
    private static List<Finding> findings;

    @BeforeAll
    static void scanSamples() throws IOException, URISyntaxException {
        ForkSamples.compileInto(forks);
        samples = ForkSamples.directoryOf(EscapeScannerTest.class).resolve("dev/stillpoint/reclaim/escape/sample");
        findings = SCANNER.scan(samples, forks);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        sources.add(ForkSamples.SOURCE);
        try (Stream<Path> files = Files.list(SOURCES)) {
            files.forEach(sources::add);
        }
        return sources;
    }

    private static SortedSet<String> expected() throws IOException {
        SortedSet<String> expected = new TreeSet<>();
        for (Path source : sources()) {
            expected.addAll(Marks.expected(source));
        }
        return expected;
    }

    @Test
    void findsExactlyWhatTheSamplesSay() throws IOException {
        assertThat(Marks.found(findings)).containsExactlyElementsOf(expected());
    }

    @Test
    void theSamplesAreMany() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path source : sources()) {
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
        assertThat(expected()).filteredOn(mark -> mark.endsWith(" " + kind)).hasSizeGreaterThan(3);
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
    void findingsComeByClassAndLine() {
        assertThat(findings).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theLibraryNeedNotBeThere() throws IOException {
        EscapeScanner alone = SCANNER.withClassPath(ClassLoader.getPlatformClassLoader());

        assertThat(alone.scan(samples, forks)).isEqualTo(findings);
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
