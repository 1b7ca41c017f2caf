// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.demo.ProgressListener;
import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A block is evicted, and its place is recycled, between the moment in which a reader has found it and that in which it
 * reads it. One step at a time, with caches for a single block:
 *
 * <pre>
 *   A  reader   finds the block in the cache, has checked what its design checks, is about to read, and lets others run
 *   B  evictor  reads other blocks, which want the place
 *   C  reader   reads
 * </pre>
 */
class RecycleRaceTest {

    private static final int BLOCKS = 64;
    private static final int THE_BLOCK = 0;

    private BlockFile file;
    /** What the reader found, in step A and in step C. Taken by the reader, looked at by the script after its step. */
    private final List<String> found = new ArrayList<>();
    // set by the script
    private long bytesWhileReading;

    @BeforeEach
    void makeFile() throws IOException {
        file = BlockFile.temporary(BLOCKS, ProgressListener.NONE);
    }

    @AfterEach
    void closeFile() throws IOException {
        file.close();
    }

    @Test
    void aGenerationThatWasCheckedBeforeTheReadLetsItReadAnotherBlock() throws IOException {
        try (BlockCache cache = new GenerationCheckedCache(file, 1)) {
            play(cache);
            assertThat(found).containsExactly("sound", "block 63 is in its place");
        }
    }

    @Test
    void aGuardIsOfNoUseIfEvictedBlocksAreFreedAtOnce() throws IOException {
        try (BlockCache cache = new FreesAtOnceCache(file)) {
            play(cache);
            assertThat(found).containsExactly("sound", "it is no block");
        }
    }

    @Test
    void theGuardKeepsTheBlockThatIsEvictedUnderTheReader() throws Exception {
        try (BlockCache cache = new GuardedCache(file, 1)) {
            play(cache);
            assertThat(found).containsExactly("sound", "sound");
            assertThat(bytesWhileReading).as("nothing that was evicted was freed while the reader was inside")
                    .isGreaterThan(BLOCKS * (long) Block.BYTES);
            assertThat(isHit(cache)).as("the block was evicted meanwhile").isFalse();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (cache.bytes() >= 3 * Block.BYTES) {
                assertThat(System.nanoTime()).as("it is freed after the reader").isLessThan(deadline);
                Thread.sleep(1);
            }
        }
    }

    @Test
    void aPinKeepsTheFrameOfTheReader() throws IOException {
        try (BlockCache cache = new PinnedCache(file, 1)) {
            play(cache);
            assertThat(found).containsExactly("sound", "sound");
            assertThat(isHit(cache)).as("the block could not be evicted").isTrue();
        }
    }

    private void play(BlockCache cache) throws IOException {
        cache.read(THE_BLOCK, block -> {
        });
        try (ReplayScheduler replay = new ReplayScheduler(2)) {
            Thread reader = replay.start("reader", () -> read(cache));
            Thread evictor = replay.start("evictor", () -> readOthers(cache));
            replay.run(reader, 0); // A
            assertThat(found).as("what the reader found when it had found the block").containsExactly("sound");
            replay.run(evictor, 1); // B
            assertThat(evictor.isAlive()).isFalse();
            bytesWhileReading = cache.bytes();
            replay.run(reader, 0); // C
            assertThat(reader.isAlive()).isFalse();
            assertThat(replay.anomalies()).isEmpty();
        }
    }

    private void read(BlockCache cache) {
        try {
            boolean hit = cache.read(THE_BLOCK, block -> {
                look(Block.problem(block, THE_BLOCK));
                Thread.yield();
                look(Block.problem(block, THE_BLOCK));
            });
            assertThat(hit).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look(String problem) {
        found.add(problem == null ? "sound" : problem);
    }

    private static void readOthers(BlockCache cache) {
        try {
            for (int other = THE_BLOCK + 1; other < BLOCKS; other++) {
                cache.read(other, block -> {
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isHit(BlockCache cache) throws IOException {
        return cache.read(THE_BLOCK, block -> {
        });
    }
}
