// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command, in a JVM of its own with little memory, on far more code than that holds: of a method that was scanned
 * only the summary stays. Every method here has to do with guards, so none of them can be left out.
 */
class ManyClassesTest {

    private static final int CLASSES = 100;
    private static final int METHODS = 20;
    private static final int LENGTH = 1_000;
    private static final String HEAP = "-Xmx40m";
    private static final ClassDesc GUARD = ClassDesc.of("dev.stillpoint.reclaim.ReadGuard");
    private static final ClassDesc REFERENCE = ClassDesc.of("dev.stillpoint.reclaim.QsbrReference");
    private static final ClassDesc RECLAIMABLE = ClassDesc.of("dev.stillpoint.reclaim.Reclaimable");
    private static final MethodTypeDesc GUARDED =
            MethodTypeDesc.of(ConstantDescs.CD_void, REFERENCE, GUARD, ConstantDescs.CD_int);

    @TempDir
    private Path directory;

    /** Two million instructions, which as objects would take 100 MB; in the jar they take next to nothing. */
    @Test
    void codeIsDroppedOnceItIsSummedUp() throws Exception {
        Path jar = directory.resolve("many.jar");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
            writeClasses(entries);
        }

        assertThatAllIsFound(scan(jar));
    }

    @Test
    void jarsInJarsToo() throws Exception {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        try (JarOutputStream entries = new JarOutputStream(inner)) {
            writeClasses(entries);
        }
        Path jar = directory.resolve("fat.jar");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
            entries.putNextEntry(new JarEntry("lib/inner.jar"));
            entries.write(inner.toByteArray());
        }

        assertThatAllIsFound(scan(jar));
    }

    /** There is a limit all the same, and whoever comes to it is told. */
    @Test
    void memoryShortageIsNoSilentGreen() throws Exception {
        Path jar = directory.resolve("names.jar");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
            for (int i = 0; i < 60; i++) {
                write(entries, "names.Names" + i, classWithManyMethods("names.Names" + i));
            }
        }

        Scan scan = run("-Xmx16m", jar);

        assertThat(scan.output()).contains("Cannot scan: there is not enough memory");
        assertThat(scan.status()).isEqualTo(ScanCommand.USAGE);
    }

    private record Scan(int status, String output) {
    }

    private static void assertThatAllIsFound(Scan scan) {
        assertThat(scan.output()).contains("Findings: %d. Scanned: %d classes".formatted(CLASSES * METHODS, CLASSES));
        assertThat(scan.status()).isEqualTo(ScanCommand.FINDINGS);
    }

    private Scan scan(Path jar) throws Exception {
        return run(HEAP, jar);
    }

    private Scan run(String heap, Path jar) throws Exception {
        Path output = directory.resolve("output.txt");
        Process command = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap,
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                ForkSamples.directoryOf(ScanCommand.class) + File.pathSeparator
                        + ForkSamples.directoryOf(Nullable.class),
                ScanCommand.class.getName(), jar.toString()).redirectErrorStream(true).redirectOutput(output.toFile())
                .start();
        int status = command.waitFor();
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        return new Scan(status, String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
    }

    private static void writeClasses(JarOutputStream entries) throws IOException {
        for (int i = 0; i < CLASSES; i++) {
            String name = "many.Class" + i;
            write(entries, name, classWithMuchCode(name));
        }
    }

    private static void write(JarOutputStream entries, String name, byte[] file) throws IOException {
        entries.putNextEntry(new JarEntry(name.replace('.', '/') + ".class"));
        entries.write(file);
    }

    private static byte[] classWithMuchCode(String name) {
        ClassDesc self = ClassDesc.of(name);
        return ClassFile.of().build(self, type -> {
            type.withField("kept", RECLAIMABLE, ClassFile.ACC_STATIC);
            for (int i = 0; i < METHODS; i++) {
                type.withMethodBody("method" + i, GUARDED, ClassFile.ACC_STATIC, code -> muchCode(code, self));
            }
        });
    }

    private static void muchCode(CodeBuilder code, ClassDesc self) {
        for (int i = 0; i < LENGTH / 2; i++) {
            code.sipush(1_000 + i).istore(2);
        }
        code.aload(0).aload(1).invokevirtual(REFERENCE, "get", MethodTypeDesc.of(RECLAIMABLE, GUARD))
                .putstatic(self, "kept", RECLAIMABLE).return_();
    }

    private static byte[] classWithManyMethods(String name) {
        return ClassFile.of().build(ClassDesc.of(name), type -> {
            for (int i = 0; i < 3_000; i++) {
                type.withMethodBody(name.replace('.', '_') + "_has_a_method_with_a_name_of_its_own_" + i,
                        ConstantDescs.MTD_void, ClassFile.ACC_STATIC, CodeBuilder::return_);
            }
        });
    }
}
