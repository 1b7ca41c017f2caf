// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.fixture.SchedulerJar;
import dev.stillpoint.stress.CodeSource;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The borders that the compiler knows: a module of a user sees what it is meant to see, and runs with one flag. */
class ModulePathTest {

    private static final int PATIENCE_SECONDS = 60;

    private static final String USER = """
            module dev.example {
                requires dev.stillpoint.reclaim;
                requires dev.stillpoint.scheduler;
            }
            """;

    private static final String PROGRAM = """
            package dev.example;

            import dev.stillpoint.reclaim.QsbrReference;
            import dev.stillpoint.reclaim.Reclaimer;
            import dev.stillpoint.reclaim.ScopedQsbr;
            import dev.stillpoint.reclaim.memory.BlockAllocator;
            import dev.stillpoint.reclaim.memory.NativeBlock;
            import dev.stillpoint.scheduler.CarrierScheduler;

            public final class Program {

                public static void main(String[] args) throws Exception {
                    BlockAllocator blocks = BlockAllocator.malloc();
                    try (Reclaimer reclaimer = Reclaimer.create();
                            QsbrReference<NativeBlock> block = QsbrReference.of(reclaimer, blocks.allocate(8));
                            CarrierScheduler scheduler = CarrierScheduler.create()) {
                        scheduler.start(() -> System.out.println(
                                ScopedQsbr.read(() -> block.get().segment().byteSize()) + " bytes on "
                                        + Thread.currentThread().isVirtual())).join();
                        block.replace(blocks.allocate(16));
                    }
                    System.out.println(blocks.allocatedBytes() + " bytes left");
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void theSchedulerExportsItsPublicPackagesAndToReclaimTheSeam() throws URISyntaxException {
        ModuleDescriptor module = descriptor("dev.stillpoint.scheduler");

        assertThat(exportedToAll(module)).containsExactlyInAnyOrder("dev.stillpoint.scheduler",
                "dev.stillpoint.scheduler.replay");
        assertThat(module.exports().stream().filter(Exports::isQualified)).allMatch(
                exported -> exported.targets().equals(Set.of("dev.stillpoint.reclaim")))
                .extracting(Exports::source)
                .containsExactlyInAnyOrder("dev.stillpoint.scheduler.carrier", "dev.stillpoint.scheduler.support");
    }

    @Test
    void reclaimExportsItsPublicPackages() throws URISyntaxException {
        ModuleDescriptor module = descriptor("dev.stillpoint.reclaim");

        assertThat(exportedToAll(module)).containsExactlyInAnyOrder("dev.stillpoint.reclaim",
                "dev.stillpoint.reclaim.adapt", "dev.stillpoint.reclaim.collection", "dev.stillpoint.reclaim.memory",
                "dev.stillpoint.reclaim.reload");
        assertThat(module.exports()).noneMatch(Exports::isQualified);
    }

    @Test
    void aModuleOfAUserCompilesAndRunsWithOneFlag() throws Exception {
        assertThat(compile(PROGRAM)).isEmpty();

        String output = run("--add-opens=java.base/java.lang=dev.stillpoint.scheduler",
                "--enable-native-access=dev.stillpoint.reclaim");

        assertThat(output.lines()).containsExactly("8 bytes on true", "0 bytes left");
    }

    /** The JVM puts the agent's jar on the class path, but takes its class from the module. */
    @Test
    void aModuleOfAUserRunsWithTheAgent() throws Exception {
        assertThat(compile(PROGRAM)).isEmpty();

        String output = run("-javaagent:" + SchedulerJar.in(directory),
                "--enable-native-access=dev.stillpoint.reclaim");

        assertThat(output.lines()).containsExactly("8 bytes on true", "0 bytes left");
    }

    /** A layer that this test makes, where no flag reaches the library. */
    @Test
    void inALayerOfAProgramItIsToldWhatTheProgramMustCall() throws Exception {
        Class<?> closed = schedulerOfALayer();

        assertThatThrownBy(() -> closed.getMethod("create").invoke(null)).cause()
                .hasMessageContaining("in a module of a layer").hasMessageNotContaining("--add-opens");

        Class<?> opened = schedulerOfALayer();
        Object.class.getModule().addOpens("java.lang", opened.getModule());

        assertThat(opened.getMethod("isSupported").invoke(null)).isEqualTo(true);
    }

    private static Class<?> schedulerOfALayer() throws URISyntaxException, ClassNotFoundException {
        String name = "dev.stillpoint.scheduler";
        ModuleLayer boot = ModuleLayer.boot();
        return boot.defineModulesWithOneLoader(
                boot.configuration().resolve(ModuleFinder.of(libraries()), ModuleFinder.of(), Set.of(name)),
                ClassLoader.getPlatformClassLoader()).findLoader(name).loadClass(CarrierScheduler.class.getName());
    }

    @Test
    void withoutTheFlagItIsToldWhatToAdd() throws Exception {
        assertThat(compile(PROGRAM)).isEmpty();

        assertThat(run("--enable-native-access=dev.stillpoint.reclaim"))
                .contains("Start java with: --add-opens=java.base/java.lang=dev.stillpoint.scheduler ");
    }

    @Test
    void aModuleOfAUserDoesNotSeeWhatIsNotExported() throws Exception {
        for (String internal : List.of("dev.stillpoint.scheduler.carrier.Carrier",
                "dev.stillpoint.scheduler.pool.CarrierPool", "dev.stillpoint.reclaim.grace.GracePeriods")) {
            assertThat(compile(PROGRAM.replace("import dev.stillpoint.scheduler.CarrierScheduler;",
                    "import dev.stillpoint.scheduler.CarrierScheduler; import " + internal + ";"))).as(internal)
                    .contains("is not visible");
        }
    }

    // -- the libraries

    private static ModuleDescriptor descriptor(String name) throws URISyntaxException {
        return ModuleFinder.of(libraries()).find(name).orElseThrow().descriptor();
    }

    private static Stream<String> exportedToAll(ModuleDescriptor module) {
        return module.exports().stream().filter(exported -> !exported.isQualified()).map(Exports::source);
    }

    private static Path[] libraries() throws URISyntaxException {
        List<Path> found = new ArrayList<>();
        for (Class<?> type : List.of(CarrierScheduler.class, Reclaimer.class)) {
            found.add(CodeSource.of(type));
        }
        return found.toArray(Path[]::new);
    }

    private static String modulePath() throws URISyntaxException {
        return Stream.of(libraries()).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    // -- the user

    /** What the compiler says; nothing if all is well. */
    private String compile(String program) throws IOException, URISyntaxException {
        Path sources = Files.createDirectories(directory.resolve("sources/dev/example")).getParent().getParent();
        Path descriptor = Files.writeString(sources.resolve("module-info.java"), USER);
        Path main = Files.writeString(sources.resolve("dev/example/Program.java"), program);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            compiler.getTask(said, files, null,
                    List.of("-d", classes().toString(), "--module-path", modulePath(), "-implicit:none", "-proc:none"),
                    null, files.getJavaFileObjects(descriptor, main)).call();
        }
        return said.toString();
    }

    private Path classes() {
        return directory.resolve("classes");
    }

    private String run(String... flags) throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("--module-path", modulePath() + File.pathSeparator + classes(), "--module",
                "dev.example/dev.example.Program"));
        Path printed = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(Files.readString(printed)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(printed);
    }
}
