// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The single writer: gives blocks their next version, the popular ones most often. */
final class Rewriter implements Runnable {

    private static final int WRITES_PER_TURN = 8;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final BlockCache cache;
    private final Popularity popularity;
    private final Versions versions;
    private final Tally tally;
    private final int blocks;
    private final int perSecond;

    // set once, read by the writer
    private volatile boolean stopped;

    Rewriter(BlockCache cache, Popularity popularity, Versions versions, Tally tally, int perSecond, int blocks) {
        this.cache = cache;
        this.popularity = popularity;
        this.versions = versions;
        this.tally = tally;
        this.blocks = blocks;
        this.perSecond = perSecond;
    }

    /** A write that has begun is finished. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        SplittableRandom random = new SplittableRandom(-1);
        long start = System.nanoTime();
        long done = 0;
        while (!stopped) {
            double due = (System.nanoTime() - start) / 1e9 * perSecond;
            for (int i = 0; i < WRITES_PER_TURN && done < due && !stopped; i++) {
                rewrite(popularity.next(random));
                done++;
            }
            if (done < due) {
                Thread.yield(); // a writer that is behind lets readers run, some of whom must come home to this carrier
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private void rewrite(int number) {
        byte[] block = new byte[Block.BYTES];
        Block.write(MemorySegment.ofArray(block), number, versions.written(number) + 1, blocks);
        try {
            cache.write(number, block);
            versions.next(number);
            tally.rewritten();
        } catch (IOException | RuntimeException | Error e) {
            tally.failed(e);
        }
    }
}
