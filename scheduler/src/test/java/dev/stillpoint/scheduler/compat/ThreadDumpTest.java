// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.stillpoint.scheduler.Eventually;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dumps into files, which show virtual threads in the container of what started them, and what becomes of the threads
 * afterwards. The threads are still while they are dumped: on JDK 25 such a dump kills the JVM if it meets a virtual
 * thread that mounts or unmounts (JDK-8364343), on the JDK's own scheduler as well.
 */
class ThreadDumpTest {
    private static final int THREADS = 100;

    private final TwoCarriers carriers = new TwoCarriers();
    private int files;

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        carriers.close();
    }

    @Test
    void plainDumpOfTheDiagnosticBean() throws Exception {
        assertThatThreadsAreShownAndNoneIsLost(file -> dump(file, ThreadDumpFormat.TEXT_PLAIN));
    }

    @Test
    void jsonDumpOfTheDiagnosticBean() throws Exception {
        assertThatThreadsAreShownAndNoneIsLost(file -> dump(file, ThreadDumpFormat.JSON));
    }

    private static void dump(Path file, ThreadDumpFormat format) throws Exception {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(file.toString(), format);
    }

    @Test
    void dumpMadeByJcmd() throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        assertThatThreadsAreShownAndNoneIsLost(file -> {
            Path printed = directory.resolve("jcmd");
            Process process = new ProcessBuilder(jcmd, Long.toString(ProcessHandle.current().pid()),
                    "Thread.dump_to_file", file.toString())
                    .redirectErrorStream(true).redirectOutput(printed.toFile()).start();
            int status = process.waitFor();
            assertThat(status).as(Files.readString(printed)).isZero();
        });
    }

    @Test
    void threadsOfAnExecutorAreInItsContainer() throws Exception {
        try (ExecutorService executor = carriers.executor()) {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Integer>> started = start(executor, go);
            Path file = nextFile();
            dump(file, ThreadDumpFormat.JSON);
            go.countDown();
            answersOf(started);

            String dump = Files.readString(file);
            int container = dump.indexOf("\"container\": \"java.util.concurrent.ThreadPerTaskExecutor@"
                    + Integer.toHexString(executor.hashCode()) + "\"");
            assertThat(container).isNotNegative();
            assertThat(dump.substring(container, dump.indexOf("\"threadCount\"", container)))
                    .contains("\"waiting-0\"", "\"waiting-" + (THREADS - 1) + "\"");
        }
    }

    private void assertThatThreadsAreShownAndNoneIsLost(Dump dump) throws Exception {
        try (ExecutorService executor = carriers.executor()) {
            for (int round = 0; round < 3; round++) {
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Integer>> started = start(executor, go);
                Path file = nextFile();
                dump.into(file);
                go.countDown();

                assertThat(answersOf(started)).hasSize(THREADS);
                assertThat(Files.readString(file)).contains("waiting-0\"", "waiting-" + (THREADS - 1) + "\"",
                        "compat-carrier-1\"");
            }
        }
    }

    /** Threads that wait, for the latch or for a monitor that one of them holds meanwhile; returns when all do. */
    private static List<Future<Integer>> start(ExecutorService executor, CountDownLatch go) {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        Object monitor = new Object();
        List<Future<Integer>> started = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            started.add(executor.submit(() -> {
                Thread.currentThread().setName("waiting-" + number);
                threads.add(Thread.currentThread());
                if (number % 2 == 0) {
                    go.await();
                } else {
                    synchronized (monitor) {
                        go.await();
                    }
                }
                TwoCarriers.here();
                return number;
            }));
        }
        Eventually.holds("all have started", () -> threads.size() == THREADS);
        Eventually.holds("all wait", () -> threads.stream().map(Thread::getState)
                .allMatch(state -> state == Thread.State.WAITING || state == Thread.State.BLOCKED));
        return started;
    }

    private static List<Integer> answersOf(List<Future<Integer>> started) throws Exception {
        List<Integer> answers = new ArrayList<>();
        for (Future<Integer> future : started) {
            answers.add(future.get(30, TimeUnit.SECONDS));
        }
        return answers;
    }

    /** The dump needs a name without spaces, of a file that does not exist. */
    private Path nextFile() {
        return directory.resolve("dump-" + ++files).toAbsolutePath();
    }

    /** A way to dump all threads. */
    @FunctionalInterface
    private interface Dump {
        void into(Path file) throws Exception;
    }
}
