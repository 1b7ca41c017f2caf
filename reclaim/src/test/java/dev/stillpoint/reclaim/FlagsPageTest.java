// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page about the flag says: its code runs as it stands there, with the flag and without. */
class FlagsPageTest {

    private static final int PATIENCE_SECONDS = 60;
    private static final String FENCE = "```";

    private static final String PROGRAM = """
            import dev.stillpoint.reclaim.Reclaimable;
            import dev.stillpoint.reclaim.QsbrReference;
            import dev.stillpoint.reclaim.Reclaimer;
            import dev.stillpoint.reclaim.ScopedQsbr;
            import dev.stillpoint.scheduler.CarrierScheduler;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public final class Program {

                record Version(String name) implements Reclaimable {

                    @Override
                    public long byteSize() {
                        return 1;
                    }

                    @Override
                    public void reclaim() {
                        System.out.println("freed " + name);
                    }
                }

                public static void main(String[] args) throws Exception {
                    try (Reclaimer reclaimer = Reclaimer.create();
                            QsbrReference<Version> version = QsbrReference.of(reclaimer, new Version("one"))) {
                        CODE
                        try (threads) {
                            threads.submit(() -> {
                                String read = ScopedQsbr.read(() -> version.get().name());
                                System.out.println("read " + read + " on "
                                        + Thread.currentThread().toString().replaceAll(".*@(\\\\w+).*", "$1"));
                            }).get();
                        }
                        version.replace(new Version("two"));
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void compileTheProgram() throws IOException {
        Path source = Files.writeString(directory.resolve("Program.java"), PROGRAM.replace("CODE", code()));
        StringWriter said = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, null);
        compiler.getTask(said, files, null, List.of("-proc:none", "-d", directory.toString(), "-classpath",
                System.getProperty("java.class.path")), null, files.getJavaFileObjects(source)).call();
        assertThat(said).hasToString("");
    }

    @Test
    void withoutTheFlagReadersAreOnTheSchedulerOfTheJdk() throws Exception {
        assertThat(run("Program").lines()).containsExactly("read one on ForkJoinPool", "freed one", "freed two");
    }

    @Test
    void withTheFlagTheyAreOnCarriers() throws Exception {
        assertThat(run("Program", "--add-opens=java.base/java.lang=ALL-UNNAMED").lines()).containsExactly(
                "read one on stillpoint", "freed one", "freed two");
    }

    @Test
    void whereNativeAccessIsRefusedEachAllocationSaysWhatIsMissing() throws Exception {
        assertThat(run("dev.stillpoint.reclaim.FlagsPageTest$Allocates", "--illegal-native-access=deny").lines())
                .containsExactly("""
                        java.lang.IllegalCallerException: This JVM refuses calls of malloc. Start java with: \
                        --enable-native-access=ALL-UNNAMED""", """
                        java.lang.IllegalCallerException: This JVM refuses calls of malloc. Start java with: \
                        --enable-native-access=ALL-UNNAMED""");
        assertThat(run("dev.stillpoint.reclaim.FlagsPageTest$Allocates", "--illegal-native-access=deny",
                "--enable-native-access=ALL-UNNAMED").lines()).containsExactly("allocated", "allocated");
    }

    /** Allocates from malloc and from slabs. */
    static final class Allocates {

        private Allocates() {
        }

        public static void main(String[] args) {
            for (BlockAllocator allocator : List.of(BlockAllocator.malloc(), BlockAllocator.slabs())) {
                try {
                    allocator.allocate(8).reclaim();
                    System.out.println("allocated");
                } catch (IllegalCallerException e) {
                    System.out.println(e);
                }
            }
        }
    }

    private static String code() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("basedir", "."), "..", "docs", "flags.md"));
        int start = page.indexOf(FENCE + "java") + (FENCE + "java").length();
        return page.substring(start, page.indexOf(FENCE, start));
    }

    private String run(String mainClass, String... flags) throws IOException, InterruptedException {
        Path printed = directory.resolve("printed.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", directory + File.pathSeparator + System.getProperty("java.class.path"),
                mainClass));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
        // Flags that come from outside would be those that are missing.
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        Process jvm = builder.start();
        try {
            assertThat(jvm.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            jvm.destroyForcibly();
        }
        return Files.readString(printed);
    }
}
