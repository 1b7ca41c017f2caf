// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A file that changes is loaded by itself. When exactly is {@link ChangeDetectorTest}'s business. */
@Timeout(60)
class FileWatchTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final Queue<ReloadException> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger reloads = new AtomicInteger();
    private final WatchConfig config = new WatchConfig(Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofDays(1),
            new ReloadListener() {
                @Override
                public void reloaded(Path file) {
                    reloads.incrementAndGet();
                }

                @Override
                public void failed(ReloadException failure) {
                    failures.add(failure);
                }
            });

    @TempDir
    private Path directory;
    private Path file;
    private Reloadable<Numbers> numbers;

    @BeforeEach
    void load() throws Exception {
        file = directory.resolve("numbers");
        Files.write(file, Numbers.content(100, 1));
        numbers = Reloadable.load(reclaimer, file, Numbers.LOADER);
    }

    @AfterEach
    void close() {
        numbers.close();
        reclaimer.close();
    }

    private int inService() {
        return ScopedQsbr.read(() -> numbers.get().number());
    }

    private static long watchers(Path file) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("stillpoint-watch " + file.getFileName())).count();
    }

    @Test
    void aFileThatIsReplacedOrOverwrittenIsLoaded() throws Exception {
        try (FileWatch _ = numbers.watch(config)) {
            Numbers.replace(file, 100, 2);
            Await.until("the new file is in service", () -> inService() == 2);
            Files.write(file, Numbers.content(50, 3));
            Await.until("the overwritten file is in service", () -> inService() == 3);
            Path other = Files.write(directory.resolve("other"), Numbers.content(70, 4));
            numbers.switchTo(other);
            Numbers.replace(other, 71, 5);
            Await.until("the other file is watched", () -> inService() == 5);
        }
        assertThat(reloads.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aBrokenFileIsReportedOnceTheOldVersionStaysAndAGoodOneIsLoadedAgain() throws Exception {
        try (FileWatch _ = numbers.watch(config)) {
            Numbers.replace(file, 1, 2);
            Await.until("the failure is reported", () -> !failures.isEmpty());
            Await.never("reported again without a change", () -> failures.size() > 1);
            assertThat(failures.peek()).hasMessageContaining("too short");
            assertThat(inService()).isEqualTo(1);
            Files.delete(file);
            Await.until("the absence is reported", () -> failures.size() > 1);
            Numbers.replace(file, 100, 3);
            Await.until("the good file is in service", () -> inService() == 3);
        }
    }

    @Test
    void aFileThatCouldNotBeLoadedIsRetried() throws Exception {
        try (FileWatch _ = numbers.watch(config.withRetry(Duration.ofMillis(5)))) {
            Numbers.replace(file, 1, 2);
            Await.until("it is tried three times", () -> failures.size() >= 3);
        }
    }

    @Test
    void anUnchangedFileIsLeftAlone() {
        try (FileWatch _ = numbers.watch(config)) {
            Await.never("loaded without a change", () -> numbers.reloads() + numbers.failures() != 0);
        }
    }

    @Test
    void closeEndsTheThreadAndNothingIsLoadedAfterIt() throws Exception {
        Thread.currentThread().interrupt();
        FileWatch watch = numbers.watch(config);
        watch.close();
        watch.close();
        assertThat(Thread.interrupted()).isTrue();
        Await.until("its thread ends", () -> watchers(file) == 0);
        Numbers.replace(file, 100, 2);
        Await.never("loaded after close", () -> inService() != 1);
    }

    @Test
    void aClosedReloadableEndsItsWatches() {
        try (FileWatch _ = numbers.watch(config)) {
            assertThat(watchers(file)).isEqualTo(1);
            numbers.close();
            Await.until("the watch ends", () -> watchers(file) == 0);
        }
    }

    @Test
    void aListenerThatThrowsOrClosesTheWatchDoesNoHarm() throws Exception {
        FileWatch[] watch = new FileWatch[1];
        AtomicInteger told = new AtomicInteger();
        watch[0] = numbers.watch(config.withListener(new ReloadListener() {
            @Override
            public void reloaded(Path path) {
                if (told.incrementAndGet() == 1) {
                    throw new IllegalArgumentException("meant to fail");
                }
                watch[0].close();
            }
        }));
        Numbers.replace(file, 100, 2);
        Await.until("told", () -> told.get() == 1);
        Numbers.replace(file, 100, 3);
        Await.until("told again", () -> told.get() == 2);
        Await.until("the watch ends", () -> watchers(file) == 0);
        assertThat(inService()).isEqualTo(3);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its file systems have no Unix time of change")
    void aFileThatIsOverwrittenWithItsSizeAndTimeKeptIsLoaded() throws Exception {
        FileStampTest.overwriteUnseen(file, Numbers.content(100, 1));
        numbers.reload();
        try (FileWatch _ = numbers.watch(config)) {
            FileStampTest.overwriteUnseen(file, Numbers.content(100, 2));
            Await.until("the new content is in service", () -> inService() == 2);
        }
    }

    @Test
    void neitherAnErrorNorAnInterruptEndsTheWatch() throws Exception {
        AtomicInteger told = new AtomicInteger();
        ReloadListener listener = new ReloadListener() {
            @Override
            public void reloaded(Path path) {
                Thread.currentThread().interrupt();
                if (told.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("meant to fail");
                }
            }
        };
        try (FileWatch _ = numbers.watch(config.withListener(listener))) {
            for (int number = 2; number < 5; number++) {
                int next = number;
                Numbers.replace(file, 100, next);
                Await.until("the next file is in service", () -> inService() == next);
            }
        }
        assertThat(told.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aGuardThatAListenerLeavesOpenHoldsUpNeitherReclamationNorTheWatch() throws Exception {
        AtomicBoolean leftOne = new AtomicBoolean();
        ReloadListener leaving = new ReloadListener() {
            @Override
            public void reloaded(Path path) {
                reloads.incrementAndGet();
                if (leftOne.compareAndSet(false, true)) {
                    ScopedQsbr.open();
                }
            }
        };
        try (FileWatch _ = numbers.watch(config.withListener(leaving))) {
            Numbers.replace(file, 100, 2);
            Await.until("one is left open", leftOne::get);
            reclaimer.synchronize();
            Numbers.replace(file, 100, 3);
            Await.until("the next file is in service", () -> inService() == 3);
            reclaimer.barrier();
        }
        assertThat(watchers(file)).isZero();
    }

    @Test
    void aFailureIsLoggedInOneSentenceWithoutItsStack() throws Exception {
        List<LogRecord> logged;
        try (LoggedMessages messages = LoggedMessages.of("dev.stillpoint.reclaim.reload")) {
            try (FileWatch _ = numbers.watch(config.withListener(ReloadListener.LOGGING))) {
                Files.delete(file);
                messages.await("could not be loaded");
            }
            logged = messages.records();
        }
        assertThat(logged).hasSize(1);
        LogRecord entry = logged.getFirst();
        assertThat(entry.getMessage()).isEqualTo(file + " could not be loaded; the version loaded before stays in"
                + " service. (there is no such file)");
        assertThat(entry.getThrown()).as("the stack is for those who debug").isNull();
    }

    @Test
    void closeInsideASectionIsRefused() {
        try (FileWatch watch = numbers.watch(config)) {
            ScopedQsbr.run(() -> assertThatThrownBy(watch::close).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("inside a read section"));
            assertThat(watchers(file)).isEqualTo(1);
        }
    }

    @Test
    void timesThatMakeNoSenseAreRefused() {
        WatchConfig defaults = WatchConfig.defaults();
        assertThatThrownBy(() -> defaults.withPoll(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("poll must be from");
        assertThatThrownBy(() -> defaults.withQuiet(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> defaults.withRetry(Duration.ofDays(1_000_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> defaults.withListener(null)).isInstanceOf(NullPointerException.class)
                .hasMessage("listener");
        assertThatThrownBy(() -> defaults.withPoll(null)).isInstanceOf(NullPointerException.class).hasMessage("poll");
        assertThat(defaults.withQuiet(Duration.ZERO).quiet()).isZero();
    }
}
