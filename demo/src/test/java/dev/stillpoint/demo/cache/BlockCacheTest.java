// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.demo.ProgressListener;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What each design promises, and what one of them does. */
class BlockCacheTest {

    private static final int BLOCKS = 20;
    private static final int CAPACITY = 5;

    private final long allocatedBefore = BlockAllocator.malloc().allocatedBytes();
    private BlockFile file;

    @BeforeEach
    void makeFile() throws IOException {
        file = BlockFile.temporary(BLOCKS, ProgressListener.NONE);
    }

    @AfterEach
    void closeFile() throws IOException {
        file.close();
    }

    @ParameterizedTest
    @EnumSource
    void eachReadSeesTheLastWriteAndSoDoesTheFile(Design design) throws IOException {
        try (BlockCache cache = design.open(file, CAPACITY)) {
            for (int version = 1; version < 10; version++) {
                for (int number = 0; number < BLOCKS; number++) {
                    cache.write(number, block(number, version));
                    assertThat(version(cache, number)).isEqualTo(version);
                    assertThat(version(cache, version)).as("of another block")
                            .isEqualTo(version <= number ? version : version - 1);
                }
            }
        }
        for (int number = 0; number < BLOCKS; number++) {
            assertThat(file.read(number)).isEqualTo(block(number, 9));
        }
        assertThat(BlockAllocator.malloc().allocatedBytes()).as("nothing is left").isEqualTo(allocatedBefore);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MAPPED")
    void aBlockThatWasReadIsAHitUntilOthersHaveItsPlace(Design design) throws IOException {
        try (BlockCache cache = design.open(file, CAPACITY)) {
            assertThat(isHit(cache, 0)).isFalse();
            assertThat(isHit(cache, 0)).isTrue();
            int hits = 0;
            for (int round = 0; round < 10; round++) {
                for (int number = 0; number < BLOCKS; number++) {
                    hits += isHit(cache, number) ? 1 : 0;
                }
            }
            assertThat(hits).as("of 200, with room for a quarter of the file").isLessThan(100);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MAPPED")
    void aWriteThatFailsLeavesNothingOldInTheCache(Design design) throws IOException {
        try (BlockCache cache = design.open(file, CAPACITY)) {
            assertThat(version(cache, 0)).isZero();
            assertThat(isHit(cache, 0)).isTrue();
            file.close();
            assertThatIOException().isThrownBy(() -> cache.write(0, block(0, 1)));
            assertThatIOException().as("not version 0").isThrownBy(() -> isHit(cache, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readersMayNotWrite(Design design) throws IOException {
        try (BlockCache cache = design.open(file, CAPACITY)) {
            for (int round = 0; round < 2; round++) { // a miss, and a hit
                assertThatThrownBy(() -> cache.read(0, block -> block.fill((byte) 0)))
                        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("read");
            }
            assertThat(version(cache, 0)).as("a reader that throws has left").isZero();
            cache.write(0, block(0, 1));
            assertThat(version(cache, 0)).isEqualTo(1);
        }
    }

    @Test
    void whenAllFramesArePinnedABlockIsShownWithoutBeingKept() throws IOException {
        try (BlockCache cache = Design.PINNED.open(file, 1)) {
            assertThat(isHit(cache, 0)).isFalse();
            cache.read(0, pinned -> {
                try {
                    assertThat(version(cache, 1)).isZero();
                    cache.write(1, block(1, 1));
                    assertThat(version(cache, 1)).isEqualTo(1);
                    assertThat(isHit(cache, 1)).isFalse();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                assertThat(Block.problem(pinned, 0)).isNull();
            });
            assertThat(isHit(cache, 1)).isFalse();
            assertThat(isHit(cache, 1)).as("the frame is free again").isTrue();
        }
    }

    @Test
    void aFrameThatWasRecycledSinceItWasFoundIsNotPinned() {
        Frame frame = new Frame(MemorySegment.ofArray(new byte[Block.BYTES]));
        assertThat(frame.take()).isTrue();
        assertThat(frame.pin(7)).as("while it is filled").isFalse();
        frame.fill(7, MemorySegment.ofArray(block(7, 0)));
        assertThat(frame.pin(7)).isTrue();
        assertThat(frame.take()).as("while it is pinned").isFalse();
        frame.unpin();
        assertThat(frame.take()).isTrue();
        frame.fill(8, MemorySegment.ofArray(block(8, 0)));
        assertThat(frame.pin(7)).as("it has another block now").isFalse();
        assertThat(frame.take()).as("that pin was given back").isTrue();
    }

    @Test
    void aReaderOfTheMappedFileReadsAgainIfItsBlockWasRewrittenMeanwhile() throws IOException {
        try (BlockCache cache = Design.MAPPED.open(file, CAPACITY)) {
            List<Long> seen = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            cache.read(3, block -> {
                seen.add(Block.version(block));
                if (seen.size() < 3) {
                    write(cache, 3, seen.size()); // twice; the third time the writer is kept out
                }
                problems.add(String.valueOf(Block.problem(block, 3)));
            });
            assertThat(seen).containsExactly(0L, 1L, 2L);
            assertThat(problems).last().isEqualTo("null");
        }
    }

    private static void write(BlockCache cache, int number, long version) {
        try {
            cache.write(number, block(number, version));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isHit(BlockCache cache, int number) throws IOException {
        return cache.read(number, block -> assertThat(Block.problem(block, number)).isNull());
    }

    private static long version(BlockCache cache, int number) throws IOException {
        List<Long> versions = new ArrayList<>();
        cache.read(number, block -> {
            assertThat(Block.problem(block, number)).isNull();
            versions.add(Block.version(block));
        });
        return versions.getLast();
    }

    private static byte[] block(int number, long version) {
        byte[] made = new byte[Block.BYTES];
        Block.write(MemorySegment.ofArray(made), number, version, BLOCKS);
        return made;
    }
}
