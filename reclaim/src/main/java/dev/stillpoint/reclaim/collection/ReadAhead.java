// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.memory.raw.Words;

/**
 * Reads nodes shortly before somebody comes to them who goes through all of them. Who follows a list waits for each
 * node in turn, because each says where the next one is. The first nodes of several buckets do not depend on each
 * other, so the processor fetches them at the same time; and then the second ones.
 *
 * <p>For one thread, in one section, or when nobody else uses the list any more.
 */
final class ReadAhead {

    /** Their nodes are about as many as a processor fetches at the same time. */
    private static final int BUCKETS = 64;

    // the words of the buckets, then of the first nodes, then of the second ones. They are kept, because reads that
    // nobody uses are left out
    private final long[] words = new long[BUCKETS];
    // the first bucket whose nodes were not read
    private int end;

    /** The caller comes to a bucket of the table that it goes through, in the order of the buckets. */
    void reach(BucketTable table, int bucket) {
        if (bucket >= end) {
            int count = (int) Math.min(BUCKETS, table.size() - bucket);
            end = bucket + count;
            readBuckets(table, bucket, count);
            // Each step is a short loop, so that the processor has the reads of many nodes before it at once.
            readFollowing(count);
            readFollowing(count);
        }
    }

    private void readBuckets(BucketTable table, int begin, int count) {
        for (int i = 0; i < count; i++) {
            long word = Words.getAcquire(table.bucket(begin + i));
            // One that is not linked may have a word that leads to a node which nobody keeps for this section.
            words[i] = HashList.isLinked(word) ? word : 0;
        }
    }

    private void readFollowing(int count) {
        for (int i = 0; i < count; i++) {
            long node = HashList.address(words[i]);
            words[i] = node == 0 ? 0 : Words.getAcquire(node);
        }
    }
}
