// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
import dev.stillpoint.reclaim.memory.raw.Words;

/**
 * Gives up the last level of a map's buckets, in two steps with a grace period before each: takes its buckets out of
 * the list, then frees it. See {@link Buckets}.
 */
final class Shrinking implements Reclaimable {

    /** After so many buckets the section ends and another one begins, so that it holds nobody up. */
    private static final int BUCKETS_PER_SECTION = 1024;

    private final Buckets buckets;
    private final long level;
    private final long size;
    // the thread that frees, as for the following; whether the level is out of the table
    private boolean dropped;
    // how many of its buckets are out of the list
    private long unlinked;
    // its memory is freed, or handed on
    private boolean done;

    Shrinking(Buckets buckets, BucketTable table) {
        this.buckets = buckets;
        level = table.lastLevel();
        size = table.size() / 2;
    }

    @Override
    public long byteSize() {
        return 0;
    }

    /** Each step is noted without a call, so whoever goes on where an error struck does none of them twice. */
    @Override
    public void reclaim() {
        if (!dropped) {
            // If the map is gone, whoever frees it frees this level, too.
            if (buckets.isGone() || !buckets.drop(this)) {
                done = true;
                return;
            }
            dropped = true;
        }
        while (unlinked < size && !buckets.isGone()) {
            ScopedQsbr.run(() -> unlinkSome(Math.min(size, unlinked + BUCKETS_PER_SECTION)));
        }
        buckets.reclaimer.retireWithoutWaiting(new Level(level, size * Node.BUCKET_BYTES));
        done = true;
        if (!buckets.isGone()) {
            try {
                buckets.shrinkIfSparse();
            } catch (OutOfMemoryError | StackOverflowError e) {
                // This level is given up. A later removal makes the map give up the next one.
            }
        }
    }

    private void unlinkSome(long end) {
        while (unlinked < end) {
            long bucket = level + unlinked * Node.BUCKET_BYTES;
            if (Words.getAcquire(bucket) != 0) {
                buckets.takeOut(bucket);
            }
            unlinked++;
        }
    }

    @Override
    public boolean isRepeatable() {
        return !done;
    }

    /** The memory of buckets on which nobody stands any more, once it is reclaimed. */
    private static final class Level implements Reclaimable {

        private final long address;
        private final long bytes;
        // the thread that frees
        private boolean freed;

        Level(long address, long bytes) {
            this.address = address;
            this.bytes = bytes;
        }

        @Override
        public void reclaim() {
            CLibrary.free(address);
            freed = true;
        }

        @Override
        public boolean isRepeatable() {
            return !freed;
        }

        @Override
        public long byteSize() {
            return bytes;
        }
    }
}
