// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanCommandTest {

    private static final String PACKAGE = "dev/stillpoint/reclaim/escape/";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return ScanCommand.run(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), args);
    }

    private List<String> printed() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static Path classes(String name) throws URISyntaxException {
        return ForkSamples.directoryOf(ScanCommandTest.class).resolve(PACKAGE + name);
    }

    private static String clean() throws URISyntaxException {
        return classes("clean").toString();
    }

    private static String samples() throws URISyntaxException {
        return classes("sample").toString();
    }

    @Test
    void cleanClassesGiveStatus0() throws Exception {
        assertThat(run(clean())).isZero();
        assertThat(printed()).isEmpty();
        assertThat(complaint())
                .matches("No guard escapes\\. Scanned: [1-9]\\d* class(es)? with [1-9]\\d* read sections?\\.\\R");
    }

    @Test
    void findingsGiveStatus1AndALineEach() throws Exception {
        assertThat(run(samples())).isEqualTo(1);
        assertThat(printed()).hasSizeGreaterThan(100)
                .allMatch(line -> line.matches("[\\w.$]+\\.[\\w<>$]+\\(\\w+\\.java:\\d+\\) [A-Z_]+: .+ To fix: .+\\."));
        assertThat(complaint()).contains("Findings: " + printed().size());
    }

    @Test
    void aJarIsScannedLikeItsDirectory(@TempDir Path directory) throws Exception {
        Path jar = directory.resolve("samples.jar");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes("sample")).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                entries.putNextEntry(new JarEntry(PACKAGE + "sample/" + classes("sample").relativize(file)));
                entries.write(Files.readAllBytes(file));
            }
        }
        assertThat(run(jar.toString())).isEqualTo(1);
        List<String> inJar = printed();
        out.reset();
        run(samples());
        assertThat(inJar).isEqualTo(printed());
    }

    @Test
    void optionsChangeThePolicy() throws Exception {
        String file = classes("sample/BlockingSamples$Deeper.class").toString();
        assertThat(run(file)).isEqualTo(1);
        assertThat(run("--no-blocking", "java.util.concurrent.locks.LockSupport.park*", file)).isZero();
        assertThat(run("--exempt", "BLOCKING_CALL:dev.stillpoint.*", file)).isZero();
        assertThat(run("--blocking", "java.util.List.get", clean())).isZero();
        assertThat(run("--blocking", "java.util.List.add", clean())).isEqualTo(1);
    }

    @Test
    void aDamagedFileIsNamedAndHidesNothing(@TempDir Path directory) throws Exception {
        Path good = classes("sample/BlockingSamples$Deeper.class");
        Files.copy(good, directory.resolve(good.getFileName()));
        Path damaged = Files.write(directory.resolve("Damaged.class"), new byte[] {1, 2, 3});

        assertThat(run(directory.toString())).isEqualTo(2);
        assertThat(printed()).isNotEmpty().allMatch(line -> line.contains("BlockingSamples$Deeper"));
        assertThat(complaint()).contains("Cannot scan: " + damaged, "cannot be read: 1");
    }

    @Test
    void aDirectoryWithoutClassesIsAnError(@TempDir Path directory) {
        assertThat(run(directory.toString())).isEqualTo(2);
        assertThat(complaint()).contains(directory.toString()).contains("holds no class");
    }

    @Test
    void symbolicLinksAreFollowed(@TempDir Path directory) throws Exception {
        Files.createSymbolicLink(directory.resolve("linked"), classes("sample"));
        assertThat(run(directory.toString())).isEqualTo(1);
        List<String> linked = printed();
        out.reset();
        run(samples());
        assertThat(linked).isEqualTo(printed());
    }

    @Test
    void aLoopOfSymbolicLinksHidesNothing(@TempDir Path directory) throws Exception {
        Path good = classes("sample/BlockingSamples$Deeper.class");
        Files.createSymbolicLink(directory.resolve("again"), directory);
        Files.copy(good, directory.resolve(good.getFileName()));
        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(printed()).isNotEmpty();
    }

    @Test
    void aLinkThatLeadsNowhereIsNamedAndHidesNothing(@TempDir Path directory) throws Exception {
        Path good = classes("sample/BlockingSamples$Deeper.class");
        Files.createSymbolicLink(directory.resolve("Lost.class"), directory.resolve("nowhere"));
        Files.copy(good, directory.resolve(good.getFileName()));
        assertThat(run(directory.toString())).isEqualTo(2);
        assertThat(printed()).isNotEmpty();
        assertThat(complaint()).contains("Lost.class cannot be read: ").contains("NoSuchFileException");
    }

    @Test
    void aClassFileOfALaterVersionIsNamedAndNothingIsCalledClean(@TempDir Path directory) throws Exception {
        byte[] later = Files.readAllBytes(classes("clean/Countries.class"));
        later[6] = 0;
        later[7] = 70;
        Path file = Files.write(directory.resolve("Later.class"), later);
        assertThat(run(file.toString())).isEqualTo(2);
        assertThat(complaint()).contains("Cannot scan: " + file).contains("70")
                .contains("No guard escapes from what could be read. Scanned: 0 classes");
    }

    @Test
    void jarsInJarsWithoutEndAreNamed(@TempDir Path directory) throws Exception {
        Path jar = directory.resolve("inner.jar");
        byte[] content = jarOfDeeper(directory);
        for (int depth = 0; depth < 10; depth++) {
            content = Files.readAllBytes(jar(jar, "again.jar", content));
        }
        assertThat(run(jar.toString())).isEqualTo(2);
        assertThat(complaint()).contains("is too deep in other jars");
    }

    @Test
    void theClassOfTheLatestVersionIsScanned(@TempDir Path directory) throws Exception {
        String name = PACKAGE + "sample/BlockingSamples$Deeper.class";
        Path jar = directory.resolve("versions.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            entries.putNextEntry(new JarEntry(name));
            entries.write(Files.readAllBytes(classes("clean/Countries.class")));
            entries.putNextEntry(new JarEntry("META-INF/versions/25/" + name));
            entries.write(Files.readAllBytes(classes("sample/BlockingSamples$Deeper.class")));
        }
        assertThat(run(jar.toString())).isEqualTo(1);
        assertThat(printed()).isNotEmpty().allMatch(line -> line.contains("BlockingSamples$Deeper"));
    }

    @Test
    void aModuleDescriptorAloneIsNoClass(@TempDir Path directory) throws Exception {
        Files.write(directory.resolve("module-info.class"), new byte[] {1});
        assertThat(run(directory.toString())).isEqualTo(2);
        assertThat(complaint()).contains("holds no class");
    }

    @Test
    void jarsInsideJarsAreScanned(@TempDir Path directory) throws Exception {
        Path outer = jar(directory.resolve("outer.jar"), "BOOT-INF/lib/inner.jar", jarOfDeeper(directory));
        assertThat(run(outer.toString())).isEqualTo(1);
        assertThat(printed()).isNotEmpty();
    }

    @Test
    void aTruncatedJarInAJarIsNamedAndHidesNothing(@TempDir Path directory) throws Exception {
        byte[] inner = jarOfDeeper(directory);
        Path outer = jar(directory.resolve("outer.jar"), "BOOT-INF/lib/inner.jar",
                Arrays.copyOf(inner, inner.length / 2));
        assertThat(run(outer.toString(), classes("sample/BlockingSamples$Deeper.class").toString())).isEqualTo(2);
        assertThat(printed()).isNotEmpty().allMatch(line -> line.contains("BlockingSamples$Deeper"));
        assertThat(complaint()).contains(outer + "!/BOOT-INF/lib/inner.jar is damaged: ");
    }

    private static byte[] jarOfDeeper(Path directory) throws Exception {
        return Files.readAllBytes(jar(directory.resolve("inner.jar"), PACKAGE + "sample/BlockingSamples$Deeper.class",
                Files.readAllBytes(classes("sample/BlockingSamples$Deeper.class"))));
    }

    private static Path jar(Path jar, String entry, byte[] content) throws IOException {
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
            entries.putNextEntry(new JarEntry(entry));
            entries.write(content);
        }
        return jar;
    }

    @Test
    void aMissingClassPathEntryIsNamed() throws Exception {
        assertThat(run("--class-path", "no/such.jar", clean())).isEqualTo(2);
        assertThat(complaint()).contains("no/such.jar");
    }

    @Test
    void aDamagedJarOnTheClassPathIsNamed(@TempDir Path directory) throws Exception {
        Path jar = Files.write(directory.resolve("damaged.jar"), new byte[] {'P', 'K', 3, 4});
        assertThat(run("--class-path", jar.toString(), clean())).isEqualTo(2);
        assertThat(complaint()).contains(jar + ", which --class-path names, is no jar");
    }

    @Test
    void anEmptyNameIsNotTheCurrentDirectory() {
        assertThat(run("")).isEqualTo(2);
        assertThat(complaint()).contains("name of something to scan is empty");
    }

    @Test
    void aSecondClassOfTheSameNameIsNamed(@TempDir Path directory) throws Exception {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        byte[] deeper = Files.readAllBytes(classes("sample/BlockingSamples$Deeper.class"));
        Files.write(first.resolve("Deeper.class"), deeper);
        Files.write(second.resolve("Deeper.class"), deeper);
        Path text = directory.resolve("escapes.txt");
        Path json = directory.resolve("escapes.json");
        Path sarif = directory.resolve("escapes.sarif");
        String sentence = "1 class files were not scanned, because a class of the same name came before: "
                + "dev.stillpoint.reclaim.escape.sample.BlockingSamples$Deeper in " + second.resolve("Deeper.class")
                + " (scanned: " + first.resolve("Deeper.class") + "). Scan them apart.";

        assertThat(run("--report", text.toString(), "--report", json.toString(), "--report", sarif.toString(),
                first.toString(), second.toString())).isEqualTo(1);
        assertThat(complaint()).contains(sentence, "Scanned: 1 class ");
        assertThat(text).content().contains(sentence);
        assertThat(json).content().contains("\"shadowed\"", second.resolve("Deeper.class").toString());
        assertThat(sarif).content().contains(sentence);
        assertThat(printed()).noneMatch(line -> line.contains("not scanned"));

        run("--strict", first.toString(), second.toString());
        assertThat(printed()).contains(sentence);
    }

    @Test
    void missingTypesAreNamed(@TempDir Path directory) throws Exception {
        Path orphan = directory.resolve("Orphan.class");
        Files.write(orphan, ClassFile.of().build(ClassDesc.of("com.example.Orphan"),
                builder -> builder.withSuperclass(ClassDesc.of("com.example.lost.Parent"))));

        assertThat(run(orphan.toString())).isZero();
        assertThat(complaint()).contains("1 types were not found", "com.example.lost.Parent", "--class-path");
    }

    @Test
    void helpIsNoError() {
        assertThat(run("--help")).isZero();
        assertThat(printed()).anyMatch(line -> line.startsWith("usage: "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Nothing to scan                    | --exempt RETURN",
            "There is no option --fast          | --fast .",
            "--blocking needs a value           | --blocking",
            "names no method                    | --blocking sleep .",
            "not among the blocking methods     | --no-blocking com.example.Ledger.flush .",
            "is no kind of escape               | --exempt SLEEP .",
            "Cannot scan: no-such-directory     | no-such-directory",
            "neither a directory nor a jar      | pom.xml"})
    void wrongUsageGivesStatus2AndSaysWhy(String message, String args) {
        assertThat(run(args.split(" "))).isEqualTo(2);
        assertThat(complaint()).contains(message);
        assertThat(printed()).isEmpty();
    }

    @Test
    void aProcessNeedsNothingButTheAnalyser(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output.txt");
        assertThat(exitStatus(output, clean())).isZero();
        assertThat(exitStatus(output, "--help")).isZero();
        assertThat(exitStatus(output)).isEqualTo(2);
        assertThat(exitStatus(output, samples())).isEqualTo(1);
        run(samples());
        assertThat(Files.readAllLines(output)).as("as here, where the library is on the class path")
                .isEqualTo(printed());
    }

    private static int exitStatus(Path output, String... args)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", ForkSamples.directoryOf(ScanCommand.class).toString(), ScanCommand.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}
