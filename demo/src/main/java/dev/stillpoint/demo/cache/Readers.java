// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import dev.stillpoint.demo.cache.BlockCache.BlockReader;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Virtual threads that ask for blocks, one after the other, and verify each. */
final class Readers {

    /** Then the next thread has its turn. */
    private static final int READS_PER_TURN = 8;
    /** One read in so many lingers: its thread lets others run, and then looks at the block again. */
    static final int LINGER_EVERY = 64;

    private final BlockCache cache;
    private final Popularity popularity;
    private final Versions versions;
    private final Tally tally;
    private final int lingerEvery;

    // set once, read by all readers
    private volatile boolean stopped;

    /** @param lingerEvery one read in so many lingers */
    Readers(BlockCache cache, Popularity popularity, Versions versions, Tally tally, int lingerEvery) {
        this.cache = cache;
        this.popularity = popularity;
        this.versions = versions;
        this.tally = tally;
        this.lingerEvery = lingerEvery;
    }

    void start(CarrierScheduler scheduler, int threads) {
        for (int thread = 0; thread < threads; thread++) {
            SplittableRandom random = new SplittableRandom(thread);
            scheduler.start(() -> read(random));
        }
    }

    /** No further turns; those under way are finished. */
    void stop() {
        stopped = true;
    }

    private void read(SplittableRandom random) {
        Verifier verifier = new Verifier();
        while (!stopped) {
            try {
                turn(random, verifier);
            } catch (IOException | RuntimeException | Error e) {
                tally.failed(e); // a mapped file that was truncated is an InternalError
            }
            Thread.yield();
        }
    }

    private void turn(SplittableRandom random, Verifier verifier) throws IOException {
        int hits = 0;
        for (int i = 0; i < READS_PER_TURN; i++) {
            int number = popularity.next(random);
            long written = versions.written(number);
            verifier.expect(number, random.nextInt(lingerEvery) == 0);
            hits += cache.read(number, verifier) ? 1 : 0;
            String problem = verifier.problem(written, versions.written(number) + 1);
            if (problem != null) {
                tally.wrong(number, problem);
            }
        }
        tally.read(READS_PER_TURN, hits);
    }

    /** Looks at every byte of a block that it is shown. */
    private static final class Verifier implements BlockReader {

        // all fields: its thread
        private int number;
        private boolean lingers;
        private @Nullable String problem;
        private long version;

        void expect(int nextNumber, boolean nextLingers) {
            number = nextNumber;
            lingers = nextLingers;
        }

        @Override
        public void read(MemorySegment block) {
            look(block);
            if (lingers && problem == null) {
                long before = version;
                Thread.yield(); // as a thread that sends the block to somebody slow
                look(block);
                if (problem == null && version != before) {
                    problem = "it was rewritten while it was read";
                }
            }
        }

        private void look(MemorySegment block) {
            problem = Block.problem(block, number);
            version = Block.version(block);
        }

        /** What is wrong with the block that was shown last; null if nothing is. */
        @Nullable String problem(long oldest, long newest) {
            if (problem == null && (version < oldest || version > newest)) {
                return "version %d was shown, but %d to %d are right".formatted(version, oldest, newest);
            }
            return problem;
        }
    }
}
