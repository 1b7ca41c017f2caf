// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.BacklogExceededException;
import dev.stillpoint.reclaim.BacklogLimits;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.StillInUseException;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Load, validate, swap, retire; and whatever goes wrong, the old version stays. */
@Timeout(60)
class ReloadableTest {

    private static final int SIZE = 100_000;

    private final Reclaimer reclaimer = Reclaimer.create();
    private final long memoryBefore = BlockAllocator.malloc().allocatedBytes();
    private final int livingBefore = Numbers.LIVING.get();

    @TempDir
    private Path directory;
    private Path file;
    private Reloadable<Numbers> numbers;

    @BeforeEach
    void load() throws Exception {
        file = directory.resolve("numbers");
        Files.write(file, Numbers.content(SIZE, 1));
        numbers = Reloadable.load(reclaimer, file, Numbers.LOADER);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        if (!numbers.isClosed()) {
            numbers.close();
            reclaimer.barrier();
        }
        reclaimer.close();
        assertThat(Numbers.LIVING.get()).as("versions that were not freed").isEqualTo(livingBefore);
        assertThat(BlockAllocator.malloc().allocatedBytes()).as("memory that was not freed").isEqualTo(memoryBefore);
    }

    private int inService() {
        return ScopedQsbr.read(() -> numbers.get().number());
    }

    @Test
    void aReloadPutsTheNewVersionIntoServiceAndFreesTheOld() throws Exception {
        assertThat(inService()).isEqualTo(1);
        Numbers.replace(file, SIZE, 2);
        numbers.reload();
        assertThat(inService()).isEqualTo(2);
        assertThat(ScopedQsbr.<Integer, RuntimeException>read(guard -> numbers.get(guard).number())).isEqualTo(2);
        reclaimer.barrier();
        assertThat(Numbers.LIVING.get()).isEqualTo(livingBefore + 1);
        assertThat(numbers.reloads()).isEqualTo(1);
        assertThat(numbers).hasToString("Reloadable[%s, reloaded 1 times, failed 0 times]".formatted(file));
    }

    @Test
    void aSnapshotKeepsTheVersionItWasTakenOf() throws Exception {
        try (Snapshot<Numbers> snapshot = numbers.snapshot()) {
            Numbers.replace(file, SIZE, 2);
            numbers.reload();
            reclaimer.barrier();
            assertThat(snapshot.get().number()).isEqualTo(1);
            assertThat(inService()).isEqualTo(2);
        }
        reclaimer.barrier();
    }

    @Test
    void anotherFileCanBeSwitchedTo() throws Exception {
        Path other = Files.write(directory.resolve("other"), Numbers.content(10, 3));
        numbers.switchTo(other);
        assertThat(inService()).isEqualTo(3);
        assertThat(numbers.file()).isEqualTo(other);
        Path broken = Files.write(directory.resolve("broken"), new byte[1]);
        assertThatThrownBy(() -> numbers.switchTo(broken)).isInstanceOf(ReloadException.class)
                .hasMessageContaining(broken.toString());
        assertThat(numbers.file()).isEqualTo(other);
        assertThat(inService()).isEqualTo(3);
    }

    // -- what goes wrong

    private ReloadException refused(Throwable[] cause) {
        AtomicReference<ReloadException> thrown = new AtomicReference<>();
        assertThatThrownBy(() -> {
            try {
                numbers.reload();
            } catch (ReloadException e) {
                thrown.set(e);
                cause[0] = e.getCause();
                throw e;
            }
        }).isInstanceOf(ReloadException.class).hasMessageContaining(file + " could not be loaded; the version loaded"
                + " before stays in service");
        assertThat(inService()).isEqualTo(1);
        assertThat(numbers.failures()).isEqualTo(1);
        assertThat(numbers.reloads()).isZero();
        return thrown.get();
    }

    @Test
    void aVanishedFileLeavesTheOldVersion() throws Exception {
        Files.delete(file);
        Throwable[] cause = new Throwable[1];
        assertThat(refused(cause).file()).isEqualTo(file);
        assertThat(cause[0]).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aTruncatedFileLeavesTheOldVersion() throws Exception {
        Files.write(file, Numbers.content(1, 1));
        Throwable[] cause = new Throwable[1];
        refused(cause);
        assertThat(cause[0]).isInstanceOf(IOException.class).hasMessageContaining("too short");
    }

    @Test
    void anEmptyFileLeavesTheOldVersion() throws Exception {
        Files.write(file, new byte[0]);
        refused(new Throwable[1]);
    }

    @Test
    void aFileOfTheWrongTypeLeavesTheOldVersion() throws Exception {
        Files.write(file, new byte[SIZE]);
        Throwable[] cause = new Throwable[1];
        refused(cause);
        assertThat(cause[0]).hasMessageContaining("not a file of numbers");
    }

    @Test
    void aFileThatTheCheckRefusesLeavesTheOldVersionAndFreesTheNew() throws Exception {
        byte[] mixed = Numbers.content(SIZE, 2);
        mixed[SIZE - 1] = 3;
        Files.write(file, mixed);
        Throwable[] cause = new Throwable[1];
        refused(cause);
        assertThat(cause[0]).isInstanceOf(IllegalArgumentException.class).hasMessage("mixed at " + (SIZE - 1));
        assertThat(Numbers.LIVING.get()).isEqualTo(livingBefore + 1);
    }

    @Test
    void aDirectoryInItsPlaceLeavesTheOldVersion() throws Exception {
        Files.delete(file);
        Files.createDirectory(file);
        Throwable[] cause = new Throwable[1];
        refused(cause);
        assertThat(cause[0]).hasMessageContaining("is a directory");
    }

    @Test
    void aFirstVersionThatFailsKeepsNothing() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> Reloadable.load(reclaimer, missing, Numbers.LOADER))
                .isInstanceOf(ReloadException.class).hasMessageContaining("there is no version yet")
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    /** What a loader may do wrong, one after the other; each time the old version stays. */
    @Test
    void aLoaderThatMisbehavesLeavesTheOldVersion() throws Exception {
        AtomicReference<VersionLoader<Numbers>> behaviour = new AtomicReference<>(Numbers.LOADER);
        try (Reloadable<Numbers> own = Reloadable.load(reclaimer, file, path -> behaviour.get().load(path))) {
            List<VersionLoader<Numbers>> misbehaviours = List.of(_ -> null, _ -> {
                throw new OutOfMemoryError("meant to fail");
            }, _ -> ScopedQsbr.read(() -> own.get()), VersionLoader.inMemory(_ -> null), _ -> {
                throw new InterruptedException("meant to fail");
            });
            for (VersionLoader<Numbers> misbehaviour : misbehaviours) {
                behaviour.set(misbehaviour);
                assertThatThrownBy(own::reload).isInstanceOf(ReloadException.class);
                assertThat(ScopedQsbr.<Integer, RuntimeException>read(() -> own.get().number())).isEqualTo(1);
            }
            assertThat(Thread.interrupted()).as("an interrupt is kept").isTrue();
            assertThat(own.failures()).isEqualTo(misbehaviours.size());
        }
        reclaimer.barrier();
    }

    @Test
    void insideASectionNothingIsLoaded() {
        ScopedQsbr.run(() -> {
            assertThatThrownBy(numbers::reload).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("reload() inside a read section");
            assertThatThrownBy(() -> numbers.switchTo(file)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(numbers::close).isInstanceOf(IllegalStateException.class);
        });
        assertThat(inService()).isEqualTo(1);
    }

    @Test
    void nullIsRefusedEverywhere() {
        assertThatThrownBy(() -> Reloadable.load(null, file, Numbers.LOADER)).hasMessage("reclaimer");
        assertThatThrownBy(() -> Reloadable.load(reclaimer, null, Numbers.LOADER)).hasMessage("file");
        assertThatThrownBy(() -> Reloadable.load(reclaimer, file, null)).hasMessage("loader");
        assertThatThrownBy(() -> numbers.switchTo(null)).hasMessage("other");
        assertThatThrownBy(() -> numbers.watch(null)).hasMessage("config");
        assertThatThrownBy(() -> VersionLoader.inMemory(null)).hasMessage("parser");
        assertThatThrownBy(() -> VersionLoader.mapped(null)).hasMessage("parser");
        assertThatThrownBy(() -> Numbers.LOADER.validatedBy(null)).hasMessage("check");
    }

    @Test
    void onceClosedItGivesAndLoadsNothing() throws Exception {
        numbers.close();
        numbers.close();
        assertThatThrownBy(this::inService).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(numbers::reload).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> numbers.watch(WatchConfig.defaults())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(numbers::snapshot).isInstanceOf(IllegalStateException.class);
        reclaimer.barrier();
    }

    @Test
    void withAClosedReclaimerTheNewVersionIsFreedAndTheOldStays() throws Exception {
        Reclaimer closed = Reclaimer.create();
        Reloadable<Numbers> own = Reloadable.load(closed, file, Numbers.LOADER);
        closed.close();
        assertThatThrownBy(own::reload).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
        assertThat(Numbers.LIVING.get()).isEqualTo(livingBefore + 2);
        ScopedQsbr.run(() -> own.get().verify());
        ScopedQsbr.<Numbers, RuntimeException>read(() -> own.get()).reclaim();
    }

    // -- all at once

    /** The file is truncated and overwritten in place, the worst way to update it; no reader may notice. */
    @Test
    void readersSeeNeitherGarbledNorFailingVersionsWhileTheFileIsAbused() throws Exception {
        LongAdder reads = new LongAdder();
        List<Background> readers = new ArrayList<>();
        try (Gate stop = new Gate()) {
            for (ThreadKind kind : ThreadKind.values()) {
                readers.add(kind.start(() -> {
                    while (!stop.isOpen()) {
                        ScopedQsbr.run(() -> {
                            Numbers version = numbers.get();
                            assertThat(version.last()).isEqualTo(version.number());
                        });
                        reads.increment();
                        ScopedQsbr.checkpoint();
                    }
                }));
            }
            for (int round = 0; round < 100; round++) {
                Files.write(file, new byte[0]);
                reloadQuietly();
                Files.write(file, Numbers.content(SIZE - round, 2 + round % 100));
                reloadQuietly();
            }
            Await.until("everybody read", () -> reads.sum() > 1_000);
        }
        for (Background reader : readers) {
            reader.join();
        }
        assertThat(numbers.failures()).isEqualTo(100);
        assertThat(numbers.reloads()).isEqualTo(100);
        reclaimer.barrier();
    }

    private void reloadQuietly() {
        try {
            numbers.reload();
        } catch (ReloadException expected) {
            assertThat(expected).hasMessageContaining("stays in service");
        }
    }

    @Test
    void aLoaderThatClosesWhatItLoadsForKeepsNothing() throws Exception {
        AtomicReference<Reloadable<Numbers>> own = new AtomicReference<>();
        own.set(Reloadable.load(reclaimer, file, Numbers.LOADER.validatedBy(_ -> {
            if (own.get() != null) {
                own.get().close();
            }
        })));
        assertThatThrownBy(() -> own.get().reload()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        reclaimer.barrier();
    }

    @Test
    void aFileSystemThatIsClosedIsAFailedReload() throws Exception {
        Path inArchive;
        Reloadable<Numbers> own;
        Path zip = directory.resolve("archive.zip");
        try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            inArchive = archive.getPath("numbers");
            Files.copy(file, inArchive);
            own = Reloadable.load(reclaimer, inArchive, archived -> {
                Path copy = directory.resolve("copy");
                Files.write(copy, Files.readAllBytes(archived));
                return Numbers.LOADER.load(copy);
            });
        }
        assertThatThrownBy(own::reload).isInstanceOf(ReloadException.class)
                .hasCauseInstanceOf(ClosedFileSystemException.class);
        assertThat(own.failures()).isEqualTo(1);
        own.close();
        reclaimer.barrier();
    }

    /** The check may have begun an I/O operation with it, or there may be no memory to free it. */
    @Test
    void whatIsRejectedIsFreedLaterIfItCannotBeAtOnce() {
        List<Runnable> failures = List.of(() -> {
            throw new StillInUseException("in use", new IllegalStateException("on purpose"));
        }, () -> {
            throw new OutOfMemoryError("on purpose");
        });
        for (Runnable failure : failures) {
            Stubborn version = new Stubborn(failure);
            assertThatThrownBy(() -> Reloadable.load(reclaimer, file, ((VersionLoader<Stubborn>) _ -> version)
                    .validatedBy(_ -> {
                        throw new IllegalArgumentException("refused");
                    }))).isInstanceOf(ReloadException.class).hasMessageContaining("refused");
            Await.until("it is freed", () -> version.frees.get() == 1);
        }
    }

    /** A version that cannot be freed twice, and can be then. */
    private static final class Stubborn implements Reclaimable {

        private final Runnable failure;
        private final AtomicInteger attempts = new AtomicInteger();
        private final AtomicInteger frees = new AtomicInteger();

        Stubborn(Runnable failure) {
            this.failure = failure;
        }

        @Override
        public void reclaim() {
            if (attempts.incrementAndGet() <= 2) {
                failure.run();
            }
            frees.incrementAndGet();
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public long byteSize() {
            return 1;
        }
    }

    /** So it counts, a watch tells its listener, and tries again. */
    @Test
    void aFullBacklogIsAFailedReload() throws Exception {
        BacklogLimits limits = BacklogLimits.defaults().withFull(Long.MAX_VALUE, 1, BacklogLimits.WhenFull.THROW);
        try (Reclaimer full = Reclaimer.create(ReclaimerConfig.defaults().withLimits(limits));
                Reloadable<Numbers> own = Reloadable.load(full, file, Numbers.LOADER)) {
            try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
                full.retire(() -> {
                }, 1);
                assertThatThrownBy(own::reload).isInstanceOf(ReloadException.class)
                        .hasCauseInstanceOf(BacklogExceededException.class);
                assertThat(own.failures()).isEqualTo(1);
                assertThat(Numbers.LIVING.get()).isEqualTo(livingBefore + 2);
                reader.leave();
            }
            full.barrier();
            own.reload();
            assertThat(own.reloads()).isEqualTo(1);
        }
    }

    @Test
    void aFailureThatCannotBePrintedIsNamedByItsClass() {
        assertThatThrownBy(() -> Reloadable.load(reclaimer, file, _ -> {
            throw new Unprintable();
        })).isInstanceOf(ReloadException.class).hasMessageContaining("Unprintable");
    }

    private static final class Unprintable extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("on purpose");
        }
    }
}
