// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A closed map is freed while it gives up a level of its buckets, and there is no memory where a table would be made.
 * Afterwards comes the turn of what gives the level up. Returns what is wrong; for {@link SharedMapTest}.
 */
final class EndedMap implements Callable<List<String>> {

    private static final int MANY = 1000;
    private static final int FEW = 10;

    @Override
    public List<String> call() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            Entries entries = new Entries(reclaimer, false);
            try (ReadGuard _ = ScopedQsbr.open()) {
                for (long key = 0; key < MANY; key++) {
                    StaleBucket.put(entries, KeyBytes.mix(key));
                }
                for (long key = FEW; key < MANY; key++) {
                    entries.remove(KeyBytes.mix(key), null, Entries.ANY);
                }
                if (entries.buckets().table().shrinking == null) {
                    wrong.add("the map does not shrink");
                }
                Replacements.noTableCanBeMade(true);
                free(entries.rest());
                Replacements.noTableCanBeMade(false);
            }
            reclaimer.barrier();
            if (Replacements.wasFreedRead()) {
                wrong.add("a node was read that was freed");
            }
        }
        Replacements.freeAll();
        return wrong;
    }

    /** Until it succeeds, or has failed as often as a reclaimer tries. */
    private static void free(Reclaimable rest) {
        for (int attempt = 0; attempt < 10; attempt++) {
            try {
                rest.reclaim();
                return;
            } catch (Exception | OutOfMemoryError e) {
                // Once more.
            }
        }
    }
}
