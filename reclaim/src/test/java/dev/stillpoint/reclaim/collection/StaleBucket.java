// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.HashList.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A thread has looked up its bucket, and before it inserts there, the map shrinks and gives that bucket up. Returns
 * what is wrong; for {@link SharedMapTest}.
 */
final class StaleBucket implements Callable<List<String>> {

    private static final int MANY = 1000;

    private final List<String> wrong = new ArrayList<>();

    @Override
    public List<String> call() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            Entries entries = new Entries(reclaimer, false);
            for (long key = 0; key < MANY; key++) {
                put(entries, KeyBytes.mix(key));
            }
            BucketTable full = entries.buckets().table();
            // Of the last level: an odd number.
            long hash = full.firstHash(5) + 1;
            try (ReadGuard _ = ScopedQsbr.open()) {
                long start = entries.buckets().start(hash);
                for (long key = 0; key < MANY; key++) {
                    entries.remove(KeyBytes.mix(key), null, Entries.ANY);
                }
                if (entries.buckets().table().bits >= full.bits) {
                    wrong.add("the map has not shrunk");
                }
                Place place = HashList.find(start, hash, null);
                if (!HashList.insert(place, Node.create(entries.memory(), hash, null, 0))) {
                    wrong.add("nothing was inserted");
                }
                if (entries.find(hash, null) == 0) {
                    wrong.add("what was inserted at a bucket that is given up is not found");
                }
            }
            reclaimer.barrier();
            reclaimer.barrier();
            if (ScopedQsbr.read(() -> entries.find(hash, null)) == 0) {
                wrong.add("what was inserted is not found once the bucket is gone");
            }
            reclaimer.retire(entries.rest());
        }
        Replacements.freeAll();
        return wrong;
    }

    static void put(Entries entries, long hash) {
        ScopedQsbr.run(() -> entries.put(hash, null, 0, Codec.longs(), 0L, 1));
    }
}
