// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.demo.ProgressListener;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole demo, shortened: no block is wrong by any design; and the load notices designs that are wrong. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CacheRunTest {

    private static final int BLOCKS = 200;
    private static final int READERS = 50;
    private static final int CARRIERS = 2;

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
    void noBlockIsWrongWhileBlocksAreEvictedAndRewritten(Design design) throws Exception {
        List<String> progress = new ArrayList<>();
        Tally tally = run(design, Duration.ofSeconds(2), progress);
        for (int seconds = 8; seconds < 100 && (tally.reads() < 1000 || tally.rewrites() < 10); seconds *= 3) {
            tally = run(design, Duration.ofSeconds(seconds), progress); // the machine is busy with other things
        }
        assertThat(tally.violations()).as("first failure: %s", tally.firstFailure()).isZero();
        assertThat(tally.reads()).isGreaterThanOrEqualTo(1000);
        assertThat(tally.rewrites()).isGreaterThanOrEqualTo(10);
        assertThat(tally.hitRate()).isBetween(0.05, 1.0);
        assertThat(progress).allMatch(line -> line.contains("wrong 0, failed 0"));
        assertThat(BlockAllocator.malloc().allocatedBytes()).as("nothing is left").isEqualTo(allocatedBefore);
        for (int number = 0; number < BLOCKS; number++) {
            file.read(number); // throws if it is damaged
        }
        Summary summary = new Summary(Map.of(design, tally));
        assertThat(summary.hasViolations()).isFalse();
        assertThat(summary.table()).contains("reads/s").contains(Summary.name(design)).doesNotContain("first failure");
    }

    private Tally run(Design design, Duration length, List<String> progress) throws Exception {
        CacheOptions options = options(length, 10_000, design);
        return new CacheRun(options, file, progress::add).run().get(design);
    }

    private static CacheOptions options(Duration length, int rewrites, Design... designs) {
        return new CacheOptions(Duration.ZERO, length, READERS, CARRIERS, BLOCKS / 10, rewrites, List.of(designs));
    }

    @Test
    void blocksThatAreReadAfterACheckOfTheirGenerationAreNoticed() throws Exception {
        try (BlockCache wrong = new GenerationCheckedCache(file, 1)) {
            Tally tally = readUntilWrong(wrong);
            assertThat(tally.firstFailure()).matches("block \\d+: (block \\d+ is in its place|its checksum is wrong"
                    + "|it was rewritten while it was read)");
            Summary summary = new Summary(Map.of(Design.GUARDED, tally));
            assertThat(summary.hasViolations()).isTrue();
            assertThat(summary.table()).contains("first failure: block ");
        }
    }

    @Test
    void blocksThatAreFreedAtOnceAreNoticed() throws Exception {
        try (BlockCache wrong = new FreesAtOnceCache(file)) {
            assertThat(readUntilWrong(wrong).firstFailure())
                    .matches("block \\d+: (it is no block|its checksum is wrong)");
        }
    }

    @Test
    void blocksThatStayOldInTheCacheAreNoticed() throws Exception {
        try (BlockCache wrong = new ForgetfulCache(file)) {
            assertThat(readUntilWrong(wrong).firstFailure()).matches("block \\d+: version 0 was shown, but \\d.*");
        }
    }

    /** Writes the file, and leaves what is in the cache as it is. */
    private record ForgetfulCache(BlockFile file, BlockCache cache) implements BlockCache {

        ForgetfulCache(BlockFile file) {
            this(file, new GuardedCache(file, BLOCKS + 1));
        }

        @Override
        public boolean read(int number, BlockReader reader) throws IOException {
            return cache.read(number, reader);
        }

        @Override
        public void write(int number, byte[] block) throws IOException {
            file.write(number, block);
        }

        @Override
        public long bytes() {
            return cache.bytes();
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    /** Every read lingers, and lets others evict what it reads: on one carrier this needs no luck. */
    private Tally readUntilWrong(BlockCache cache) throws InterruptedException {
        Tally tally = new Tally();
        Popularity popularity = new Popularity(BLOCKS);
        Versions versions = new Versions(file);
        try (CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1))) {
            Readers readers = new Readers(cache, popularity, versions, tally, 1);
            Rewriter rewriter = new Rewriter(cache, popularity, versions, tally, 1000, BLOCKS);
            try {
                readers.start(scheduler, READERS);
                scheduler.start(rewriter);
                while (tally.wrong() == 0) {
                    Thread.sleep(1);
                }
            } finally {
                readers.stop();
                rewriter.stop();
            }
        }
        assertThat(tally.violations()).isPositive();
        return tally;
    }

    @Test
    void aRunThatIsToldToStopEndsAndBeginsNoFurtherDesign() throws Exception {
        CacheOptions options = options(Duration.ofHours(1), 0, Design.values());
        CountDownLatch reading = new CountDownLatch(1);
        CacheRun run = new CacheRun(options, file, line -> reading.countDown());
        assertThat(run.stop()).as("something to tell of").isFalse();
        CacheRun other = new CacheRun(options, file, line -> reading.countDown());
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            assertThat(executor.submit(run::run).get()).isEmpty();
            Future<Map<Design, Tally>> result = executor.submit(other::run);
            reading.await();
            assertThat(other.stop()).as("something to tell of").isTrue();
            assertThat(result.get()).containsOnlyKeys(Design.GUARDED);
            assertThat(result.get().get(Design.GUARDED).violations()).isZero();
        }
    }

    @Test
    void aFileThatCannotBeReadAnyMoreIsAViolation() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch failing = new CountDownLatch(1);
        CacheRun run = new CacheRun(options(Duration.ofHours(1), 0, Design.GUARDED), file, line -> {
            reading.countDown();
            if (!line.endsWith("failed 0")) {
                failing.countDown();
            }
        });
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<Map<Design, Tally>> result = executor.submit(run::run);
            reading.await();
            file.close();
            failing.await();
            run.stop();
            Summary summary = new Summary(result.get());
            assertThat(summary.hasViolations()).isTrue();
            assertThat(summary.table()).contains("ClosedChannelException");
        }
    }
}
