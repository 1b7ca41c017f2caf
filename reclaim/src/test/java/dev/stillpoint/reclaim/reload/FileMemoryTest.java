// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.NativeMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a copy and a mapping hold, and what happens when the file changes under their hands. */
class FileMemoryTest {

    /** Either way to get a file's content. */
    interface Opening {

        FileMemory open(Path file) throws IOException;
    }

    static Stream<Opening> openings() {
        return Stream.of(FileMemory::read, FileMemory::map);
    }

    @TempDir
    private Path directory;
    private Path file;
    private final long before = BlockAllocator.malloc().allocatedBytes();

    @BeforeEach
    void name() {
        file = directory.resolve("data");
    }

    private static byte[] content(int bytes, int seed) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) (i * 31 + i / 256 + seed);
        }
        return content;
    }

    /** A block allocator that disturbs the file between the look at its size and its reading. */
    private record Disturbing(Runnable disturbance) implements BlockAllocator {

        @Override
        public NativeBlock allocate(long bytes) {
            disturbance.run();
            return BlockAllocator.malloc().allocate(bytes);
        }

        @Override
        public long allocatedBytes() {
            return BlockAllocator.malloc().allocatedBytes();
        }

        @Override
        public NativeMemory memory() {
            return BlockAllocator.malloc().memory();
        }
    }

    private void write(byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_095, 1 << 20, (1 << 20) + 1, 3_500_001})
    void aCopyIsTheFileByteForByte(int bytes) throws Exception {
        write(content(bytes, 1));
        FileMemory copy = FileMemory.read(file);
        assertThat(copy.segment().byteSize()).isEqualTo(bytes);
        assertThat(copy.segment().mismatch(MemorySegment.ofArray(content(bytes, 1)))).isEqualTo(-1);
        assertThat(copy.segment().address() % 16).isZero();
        assertThat(copy.file()).isEqualTo(file);
        assertThat(copy.byteSize()).isGreaterThanOrEqualTo(bytes);
        copy.reclaim();
        assertThat(BlockAllocator.malloc().allocatedBytes()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5_000})
    void aMappingIsTheFileByteForByteAndEndsWhenItIsFreed(int bytes) throws Exception {
        write(content(bytes, 1));
        FileMemory mapping = FileMemory.map(file);
        MemorySegment segment = mapping.segment();
        assertThat(segment.mismatch(MemorySegment.ofArray(content(bytes, 1)))).isEqualTo(-1);
        assertThat(mapping.byteSize()).isEqualTo(bytes);
        assertThat(mapping).hasToString("%s[%d bytes, mapped]".formatted(file, bytes));
        mapping.reclaim();
        assertThat(segment.scope().isAlive()).isFalse();
        assertThatThrownBy(mapping::reclaim).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("openings")
    void nobodyWritesToIt(Opening opening) throws Exception {
        write(content(10, 1));
        FileMemory memory = opening.open(file);
        assertThat(memory.segment().isReadOnly()).isTrue();
        memory.reclaim();
    }

    @Test
    void aCopyIsFreedOnce() throws Exception {
        write(content(10, 1));
        FileMemory copy = FileMemory.read(file);
        copy.reclaim();
        assertThatThrownBy(copy::reclaim).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("openings")
    void aMissingFileADirectoryAndNullAreRefused(Opening opening) {
        assertThatThrownBy(() -> opening.open(file)).isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> opening.open(directory)).isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is a directory, not a file");
        assertThatThrownBy(() -> opening.open(null)).isInstanceOf(NullPointerException.class).hasMessage("file");
        assertThatThrownBy(() -> FileMemory.read(file, null)).isInstanceOf(NullPointerException.class)
                .hasMessage("allocator");
        assertThat(BlockAllocator.malloc().allocatedBytes()).isEqualTo(before);
    }

    @Test
    void aCopyDoesNotCareWhatBecomesOfTheFile() throws Exception {
        byte[] content = content(100_000, 1);
        write(content);
        FileMemory copy = FileMemory.read(file);
        write(content(100_000, 2));
        assertThat(copy.segment().mismatch(MemorySegment.ofArray(content))).isEqualTo(-1);
        write(new byte[0]);
        assertThat(copy.segment().mismatch(MemorySegment.ofArray(content))).isEqualTo(-1);
        Files.delete(file);
        assertThat(copy.segment().mismatch(MemorySegment.ofArray(content))).isEqualTo(-1);
        copy.reclaim();
    }

    // -- changes while it is read

    @Test
    void aFileThatIsTruncatedWhileItIsReadIsAnError() {
        write(content(1_000, 1));
        AtomicInteger shorter = new AtomicInteger(1_000);
        Disturbing allocator = new Disturbing(() -> write(content(shorter.addAndGet(-100), 1)));

        assertThatThrownBy(() -> FileMemory.read(file, allocator)).isInstanceOf(FileSystemException.class)
                .hasMessageContaining("truncated to 700 bytes while its 800 were read")
                .hasMessageContaining("renaming");
        assertThat(BlockAllocator.malloc().allocatedBytes()).isEqualTo(before);
    }

    @Test
    void aFileThatGrowsWhileItIsReadIsAnError() {
        write(content(1_000, 1));
        AtomicInteger longer = new AtomicInteger(1_000);
        Disturbing allocator = new Disturbing(() -> write(content(longer.addAndGet(100), 1)));

        assertThatThrownBy(() -> FileMemory.read(file, allocator)).isInstanceOf(FileSystemException.class)
                .hasMessageContaining("changed while it was read");
        assertThat(BlockAllocator.malloc().allocatedBytes()).isEqualTo(before);
    }

    @Test
    void aFileThatIsOverwrittenInPlaceWhileItIsReadIsReadAgain() throws Exception {
        write(content(1_000, 1));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        AtomicInteger attempts = new AtomicInteger();
        Disturbing allocator = new Disturbing(() -> {
            if (attempts.getAndIncrement() == 0) {
                write(content(1_000, 2));
            }
        });

        FileMemory copy = FileMemory.read(file, allocator);
        assertThat(attempts.get()).isEqualTo(2);
        assertThat(copy.segment().mismatch(MemorySegment.ofArray(content(1_000, 2)))).isEqualTo(-1);
        copy.reclaim();
    }

    @Test
    void aFileThatIsReplacedByRenamingWhileItIsReadIsReadAgain() throws Exception {
        write(content(1_000, 1));
        Path next = Files.write(directory.resolve("next"), content(1_000, 2));
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        AtomicInteger attempts = new AtomicInteger();
        Disturbing allocator = new Disturbing(() -> {
            if (attempts.getAndIncrement() == 0) {
                move(next);
            }
        });

        FileMemory copy = FileMemory.read(file, allocator);
        assertThat(copy.segment().mismatch(MemorySegment.ofArray(content(1_000, 2)))).isEqualTo(-1);
        copy.reclaim();
    }

    private void move(Path next) {
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFileTooLargeForTheMachineLeavesNothingBehind() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), 10);
        }
        Disturbing allocator = new Disturbing(() -> {
            throw new OutOfMemoryError("meant to fail");
        });
        assertThatThrownBy(() -> FileMemory.read(file, allocator)).isInstanceOf(OutOfMemoryError.class);
        assertThat(BlockAllocator.malloc().allocatedBytes()).isEqualTo(before);
    }

    // -- a mapping whose file is truncated

    /** In a JVM of its own: such an access is a signal that the JVM turns into an error. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aReaderOfAMappingFailsWhenTheFileIsTruncatedUnderIt() throws Exception {
        write(content(100_000, 1));
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xint", "-cp", System.getProperty("java.class.path"),
                TruncatedMapping.class.getName(), file.toString()).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("the reader got java.lang.InternalError");
    }

    /** The child. */
    static final class TruncatedMapping {

        public static void main(String[] args) throws IOException {
            FileMemory mapping = FileMemory.map(Path.of(args[0]));
            Files.write(Path.of(args[0]), new byte[0]);
            try {
                System.out.println("the reader got " + mapping.segment().get(ValueLayout.JAVA_BYTE, 50_000));
            } catch (InternalError e) {
                System.out.println("the reader got " + e);
            }
        }
    }
}
