// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTest {
    private final TwoCarriers carriers = new TwoCarriers();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        carriers.close();
    }

    @Test
    void filesAreWrittenReadListedAndDeleted() throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        carriers.runMany(50, () -> {
            int own = numbers.incrementAndGet();
            Path file = Files.createDirectory(directory.resolve("directory " + own)).resolve("file");
            List<String> lines = Stream.iterate(own, i -> i + 1).limit(1000).map(i -> "line " + i).toList();
            Files.write(file, lines);
            assertThat(Files.readAllLines(file)).isEqualTo(lines);
        });

        assertThat(carriers.call(() -> {
            try (Stream<Path> found = Files.walk(directory)) {
                return found.filter(Files::isRegularFile).mapToLong(FileTest::sizeOf).filter(size -> size > 0).count();
            }
        })).isEqualTo(50);
    }

    @Test
    void channelsWriteAtTheirPositions() throws Exception {
        Path file = directory.resolve("shared");
        Files.createFile(file);
        AtomicInteger numbers = new AtomicInteger();
        carriers.runMany(50, () -> {
            int own = numbers.getAndIncrement();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) own}), own);
                channel.force(false);
            }
        });

        byte[] content = Files.readAllBytes(file);
        assertThat(content).hasSize(50);
        for (int i = 0; i < content.length; i++) {
            assertThat(content[i]).isEqualTo((byte) i);
        }
    }

    @Test
    void fileIsLockedByOneAtATime() throws Exception {
        Path file = directory.resolve("locked");
        Files.write(file, new byte[1]);
        carriers.call(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return lock.isValid();
            }
        });
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void pipeBetweenTwoThreads() throws Exception {
        Pipe pipe = Pipe.open();
        Thread writer = carriers.start(() -> {
            try (Pipe.SinkChannel sink = pipe.sink()) {
                for (int i = 0; i < 1000; i++) {
                    sink.write(ByteBuffer.wrap(new byte[100]));
                }
            }
        });
        int read = carriers.call(() -> {
            int total = 0;
            try (Pipe.SourceChannel source = pipe.source()) {
                ByteBuffer buffer = ByteBuffer.allocate(64);
                int count;
                do {
                    count = source.read(buffer.clear());
                    total += Math.max(0, count);
                } while (count >= 0);
            }
            return total;
        });

        assertThat(writer.join(Duration.ofSeconds(30))).isTrue();
        assertThat(read).isEqualTo(100_000);
    }

    private static long sizeOf(Path file) {
        TwoCarriers.here();
        return file.toFile().length();
    }
}
