// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.stillpoint.demo.ProgressListener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of blocks is whole, or it is refused in one sentence that names it. */
class BlockFileTest {

    private static final int BLOCKS = 300;

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        file = directory.resolve("blocks");
        BlockFile.make(file, BLOCKS, ProgressListener.NONE);
    }

    @Test
    void aFileIsMadeWithProgressAndNothingElseIsLeft() throws IOException {
        List<Integer> percents = new ArrayList<>();
        Path other = directory.resolve("other");
        BlockFile.make(other, BLOCKS, (work, percent) -> percents.add(percent));
        assertThat(percents).startsWith(0).endsWith(100).isSorted().doesNotHaveDuplicates();
        assertThat(Files.size(other)).isEqualTo(BLOCKS * (long) Block.BYTES);
        assertThat(directory).isDirectoryNotContaining("glob:**unfinished*");
    }

    @Test
    void whatWasWrittenIsThereWhenTheFileIsTakenAgain() throws IOException {
        try (BlockFile opened = BlockFile.open(file, ProgressListener.NONE)) {
            assertThat(opened.blocks()).isEqualTo(BLOCKS);
            opened.write(17, block(17, 5));
            assertThat(opened.read(17)).isEqualTo(block(17, 5));
            assertThat(opened.read(16)).isEqualTo(block(16, 0));
        }
        try (BlockFile again = BlockFile.open(file, ProgressListener.NONE)) {
            assertThat(again.firstVersion(17)).isEqualTo(5);
            assertThat(again.firstVersion(16)).isZero();
        }
    }

    @Test
    void aTemporaryFileIsGoneWhenItIsClosed() throws IOException {
        Path temporary;
        try (BlockFile opened = BlockFile.temporary(BLOCKS, ProgressListener.NONE)) {
            assertThat(opened.read(BLOCKS - 1)).isEqualTo(block(BLOCKS - 1, 0));
            temporary = Path.of(opened.toString());
        }
        assertThat(temporary).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Block.BYTES - 1, BLOCKS * (long) Block.BYTES - 1, BLOCKS * (long) Block.BYTES + 1,
            (BLOCKS - 1) * (long) Block.BYTES, (BLOCKS + 1) * (long) Block.BYTES})
    void aFileOfAnotherLengthIsRefused(long length) throws IOException {
        try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
            changed.setLength(length);
        }
        assertThatItIsRefused();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, 9, 17, 25, 4095, 123_456, BLOCKS * (long) Block.BYTES - 1})
    void aFileWithADamagedByteIsRefused(long at) throws IOException {
        damage(at);
        assertThatItIsRefused();
    }

    @Test
    void theMessageSaysWhichBlockIsDamaged() throws IOException {
        damage(2 * Block.BYTES + 100);
        assertThatIOException().isThrownBy(() -> BlockFile.open(file, ProgressListener.NONE))
                .withMessage(file + ": block 2 is damaged: its checksum is wrong. Remove it, and it is made again.");
    }

    @Test
    void somethingElseIsRefused() throws IOException {
        Files.writeString(file, "x".repeat(2 * Block.BYTES));
        assertThatItIsRefused();
        assertThatIOException().isThrownBy(() -> BlockFile.open(directory, ProgressListener.NONE))
                .withMessage(directory + ": is a directory, not a block file");
    }

    @Test
    void aFileThatAnotherRunHasIsRefusedAndFreeAgainAfterIt() throws IOException {
        BlockFile opened = BlockFile.open(file, ProgressListener.NONE);
        assertThatIOException().isThrownBy(() -> BlockFile.open(file, ProgressListener.NONE))
                .withMessage(file + ": is in use by another run");
        opened.close();
        BlockFile.open(file, ProgressListener.NONE).close();
    }

    @Test
    void aFileThatCannotBeMadeIsNamed() {
        Path nowhere = directory.resolve("nowhere").resolve("blocks");
        assertThatIOException().isThrownBy(() -> BlockFile.make(nowhere, BLOCKS, ProgressListener.NONE))
                .withMessageStartingWith("Cannot make the block file " + nowhere + " (")
                .withMessageContaining("--file");
    }

    @Test
    void aFileThatIsTruncatedOrDamagedWhileItIsOpenIsNoticedByTheRead() throws IOException {
        try (BlockFile opened = BlockFile.open(file, ProgressListener.NONE)) {
            damage(3 * Block.BYTES + 100);
            assertThatIOException().isThrownBy(() -> opened.read(3)).withMessageContaining("block 3 is damaged");
            try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
                changed.setLength(Block.BYTES + 1);
            }
            assertThatIOException().isThrownBy(() -> opened.read(1)).withMessageContaining("truncated in block 1");
            assertThat(opened.read(0)).isEqualTo(block(0, 0));
        }
    }

    private void damage(long at) throws IOException {
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.seek(at);
            int right = damaged.read();
            damaged.seek(at);
            damaged.write(right ^ 1);
        }
    }

    private void assertThatItIsRefused() {
        assertThatIOException().isThrownBy(() -> BlockFile.open(file, ProgressListener.NONE))
                .withMessageStartingWith(file + ": ").withMessageEndingWith("Remove it, and it is made again.");
    }

    private static byte[] block(int number, long version) {
        byte[] made = new byte[Block.BYTES];
        Block.write(MemorySegment.ofArray(made), number, version, BLOCKS);
        return made;
    }
}
