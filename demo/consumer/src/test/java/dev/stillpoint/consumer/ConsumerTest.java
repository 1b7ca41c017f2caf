// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody else's build made of the installed artifacts runs in every way in which Java programs are started. The
 * projects are in {@code src/it}; Maven's invoker has built them before.
 */
class ConsumerTest {

    private static final Path BUILT = Path.of(System.getProperty("basedir", "."), "target", "it").toAbsolutePath();
    private static final Path SERVICE = BUILT.resolve("service/target");
    private static final Path MODULAR = BUILT.resolve("modular/target");
    private static final String MAIN = "com.example.Main";
    private static final String MODULE = "com.example/" + MAIN;
    private static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    private static final String OPENS_TO_MODULE = "--add-opens=java.base/java.lang=dev.stillpoint.scheduler";
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final String NATIVE_ACCESS_OF_MODULE = "--enable-native-access=dev.stillpoint.reclaim";

    @TempDir
    private Path directory;

    @Test
    void theLibrariesBringNothingElseAlong() throws IOException {
        assertThat(jars(SERVICE)).extracting(jar -> jar.getFileName().toString().replaceAll("-\\d.*", ""))
                .containsExactlyInAnyOrder("stillpoint-reclaim", "stillpoint-scheduler");
    }

    @Test
    void onTheClassPathWithTheFlag() throws Exception {
        assertRunsOnCarriers(java(OPENS, NATIVE_ACCESS, "-cp", classPath(), MAIN));
    }

    @Test
    void onTheClassPathWithTheAgent() throws Exception {
        assertRunsOnCarriers(java("-javaagent:" + scheduler(SERVICE), NATIVE_ACCESS, "-cp", classPath(), MAIN));
    }

    @Test
    void onTheClassPathWithoutFlagsEveryReaderIsAVisitor() throws Exception {
        Started program = java("-cp", classPath(), MAIN);

        assertThat(program.printed()).containsExactlyElementsOf(output("by a visitor"));
        assertThat(program.complained()).anyMatch(line -> line.contains("--enable-native-access"))
                .allMatch(line -> line.isBlank() || line.startsWith("WARNING: "));
        assertThat(program.status()).isZero();
    }

    @Test
    void onTheModulePathWithTheFlag() throws Exception {
        assertRunsOnCarriers(java(OPENS_TO_MODULE, NATIVE_ACCESS_OF_MODULE, "-p", modulePath(), "-m", MODULE));
    }

    @Test
    void onTheModulePathWithTheAgent() throws Exception {
        assertRunsOnCarriers(java("-javaagent:" + scheduler(MODULAR), NATIVE_ACCESS_OF_MODULE, "-p", modulePath(),
                "-m", MODULE));
    }

    @Test
    void onTheModulePathWithoutFlagsEveryReaderIsAVisitor() throws Exception {
        assertThat(java("-p", modulePath(), "-m", MODULE).printed())
                .containsExactlyElementsOf(output("by a visitor"));
    }

    @Test
    void inOneExecutableJar() throws Exception {
        assertRunsOnCarriers(java("-jar", SERVICE.resolve("all-in-one.jar").toString()));
    }

    @Test
    void inAnImage() throws Exception {
        Path image = directory.resolve("image");
        StringWriter said = new StringWriter();
        int linked = ToolProvider.findFirst("jlink").orElseThrow().run(new PrintWriter(said), new PrintWriter(said),
                "--module-path", modulePath(), "--add-modules", "com.example", "--output", image.toString(),
                "--launcher", "service=" + MODULE,
                "--add-options=" + OPENS_TO_MODULE + " " + NATIVE_ACCESS_OF_MODULE);
        assertThat(linked).as(said.toString()).isZero();

        assertRunsOnCarriers(Started.run(directory, List.of(image.resolve("bin/service").toString())));
    }

    @Test
    void theInstalledJarChecksTheJvm() throws Exception {
        String jar = scheduler(SERVICE).toString();

        Started without = java("-jar", jar, "doctor");
        assertThat(without.status()).isEqualTo(1);
        assertThat(without.printed()).anyMatch(line -> line.contains(OPENS));
        assertThat(java(OPENS, "-jar", jar, "doctor").status()).isZero();
    }

    private static void assertRunsOnCarriers(Started program) {
        assertThat(program.complained()).isEmpty();
        assertThat(program.printed()).containsExactlyElementsOf(output("on a carrier"));
        assertThat(program.status()).isZero();
    }

    private static List<String> output(String where) {
        return List.of("1 " + where, "2 " + where, "3 " + where, "bytes not freed: 0");
    }

    private Started java(String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(words));
        return Started.run(directory, command);
    }

    static String classPath() {
        return SERVICE.resolve("classes") + File.pathSeparator + SERVICE.resolve("lib") + File.separator + "*";
    }

    private static String modulePath() {
        return MODULAR.resolve("classes") + File.pathSeparator + MODULAR.resolve("lib");
    }

    static Path scheduler() throws IOException {
        return scheduler(SERVICE);
    }

    private static Path scheduler(Path built) throws IOException {
        return jars(built).stream().filter(jar -> jar.getFileName().toString().startsWith("stillpoint-scheduler"))
                .findFirst().orElseThrow();
    }

    private static List<Path> jars(Path built) throws IOException {
        try (Stream<Path> jars = Files.list(built.resolve("lib"))) {
            return jars.toList();
        }
    }
}
