// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A thread goes over a map while another one is about to put a bucket into the list. The bucket's word leads to a node
 * that was removed since, and that nobody keeps for the thread which iterates. Returns what is wrong; for
 * {@link SharedMapTest}.
 */
final class ClaimedBucket implements Callable<List<String>> {

    private static final int MANY = 1000;

    @Override
    public List<String> call() {
        List<String> wrong = new ArrayList<>();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            Entries entries = new Entries(reclaimer, false);
            for (long key = 0; key < MANY; key++) {
                StaleBucket.put(entries, KeyBytes.mix(key));
            }
            long bucket = bucketOutside(entries.buckets().table());
            long removed = Node.create(entries.memory(), 0, null, 0);
            Words.set(bucket, HashList.BUCKET | removed);
            entries.memory().free(removed, Node.bytes(removed));
            long[] seen = {0};
            try (ReadGuard _ = ScopedQsbr.open()) {
                entries.forEach(0, Integer.MAX_VALUE, _ -> seen[0]++);
            }
            if (seen[0] != MANY) {
                wrong.add("%d entries were seen of %d".formatted(seen[0], MANY));
            }
            if (Replacements.wasFreedRead()) {
                wrong.add("a node was read that was freed");
            }
            Words.set(bucket, 0);
            reclaimer.retire(entries.rest());
        }
        Replacements.freeAll();
        return wrong;
    }

    private static long bucketOutside(BucketTable table) {
        for (int index = 1; index < table.size(); index++) {
            if (Words.get(table.bucket(index)) == 0) {
                return table.bucket(index);
            }
        }
        throw new AssertionError("all buckets are in the list");
    }
}
