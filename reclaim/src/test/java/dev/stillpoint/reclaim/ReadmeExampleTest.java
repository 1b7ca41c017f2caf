// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.scheduler.CarrierScheduler;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines at the top of the README, as they stand there: they compile, do what they say, and leave nothing. */
class ReadmeExampleTest {
    private static final String FENCE = "```";

    @Test
    void theFirstExampleRunsAndLeavesNothing(@TempDir Path directory) throws Exception {
        Path source = directory.resolve("Example.java");
        Files.writeString(source, """
                import dev.stillpoint.reclaim.QsbrReference;
                import dev.stillpoint.reclaim.Reclaimable;
                import dev.stillpoint.reclaim.Reclaimer;
                import dev.stillpoint.reclaim.ScopedQsbr;
                import dev.stillpoint.scheduler.CarrierScheduler;
                import java.util.concurrent.ConcurrentLinkedQueue;
                import java.util.concurrent.atomic.AtomicInteger;

                public final class Example implements Runnable {
                    static final AtomicInteger ALIVE = new AtomicInteger();
                    static final ConcurrentLinkedQueue<String> ANSWERS = new ConcurrentLinkedQueue<>();
                    record Table(String name) implements Reclaimable {
                        static Table load(String file) {
                            ALIVE.incrementAndGet();
                            return new Table(file);
                        }
                        String country(int address) {
                            return name + address;
                        }
                        @Override
                        public void reclaim() {
                            ALIVE.decrementAndGet();
                        }
                        @Override
                        public long byteSize() {
                            return 1;
                        }
                    }
                    static void answer(String country) {
                        ANSWERS.add(country);
                    }
                    @Override
                    public void run() {
                        String file = "old";
                        String newFile = "new";
                        int address = 7;
                        %s
                    }
                    @Override
                    public String toString() {
                        return ALIVE + " tables alive, answered: " + ANSWERS.peek().endsWith("7");
                    }
                }
                """.formatted(firstExample()));
        compile(source, directory);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            Runnable example = (Runnable) loader.loadClass("Example").getConstructor().newInstance();
            example.run();
            assertThat(example).hasToString("0 tables alive, answered: true");
        }
    }

    @Test
    void aReaderThatComesTooLateIsToldInWhichOrderToClose() throws Exception {
        AtomicReference<RuntimeException> late = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        try (CarrierScheduler scheduler = CarrierScheduler.create()) {
            try (Reclaimer reclaimer = Reclaimer.create();
                    QsbrReference<Version> reference = QsbrReference.of(reclaimer, new Version("late"))) {
                scheduler.start(() -> {
                    try {
                        closed.await();
                        ScopedQsbr.run(reference::get);
                    } catch (IllegalStateException e) {
                        late.set(e);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
            }
            closed.countDown();
        }
        assertThatIllegalStateException().isThrownBy(() -> {
            throw late.get();
        }).withMessageContaining("came too late")
                .withMessageContaining("declare the reclaimer first, then the reference, then the scheduler");
    }

    private static String firstExample() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("basedir", "."), "..", "README.md"));
        int start = readme.indexOf(FENCE + "java") + (FENCE + "java").length();
        return readme.substring(start, readme.indexOf(FENCE, start));
    }

    private static void compile(Path source, Path output) {
        StringWriter messages = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, null);
        List<String> options = List.of("-proc:none", "-d", output.toString(), "-classpath",
                System.getProperty("java.class.path"));
        boolean compiled =
                compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source)).call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }
}
