// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.TreeSet;

/**
 * What the collections use in {@link PlayedClasses} in place of {@code Reclaimer}. What is retired is freed as soon as
 * it may be: by the thread that leaves the last section that had begun before. No driver and no carrier takes part.
 * Lincheck looks at none of this, but at what is freed.
 */
public final class PlayedReclaimer {

    private record Retired(long at, Reclaimable reclaimable) {
    }

    /** When the sections that are open began. */
    private static final TreeSet<Long> OPEN = new TreeSet<>();
    private static final Queue<Retired> RETIRED = new ArrayDeque<>();
    private static long time;

    private PlayedReclaimer() {
    }

    /** A new reclaimer, and nothing in memory. The one before is forgotten. */
    public static PlayedReclaimer create() {
        OPEN.clear();
        RETIRED.clear();
        time = 0;
        PlayedBlocks.begin();
        return new PlayedReclaimer();
    }

    public void requireRoom() {
        // There always is.
    }

    public void retireWithoutWaiting(Reclaimable retired) {
        RETIRED.add(new Retired(++time, retired));
    }

    /** A section begins; returns when. */
    static long enter() {
        OPEN.add(++time);
        return time;
    }

    static void leave(long began) {
        OPEN.remove(began);
    }

    /** Something that may be freed now, by whoever asks; null if there is nothing. */
    static Reclaimable due() {
        Retired first = RETIRED.peek();
        if (first == null || (!OPEN.isEmpty() && OPEN.first() < first.at)) {
            return null;
        }
        return RETIRED.remove().reclaimable;
    }

    /** Nobody uses a collection any more: it is closed, and fails if anything was wrong or is not freed. */
    static void end(Runnable close) {
        close.run();
        PlayedSections.freeWhatIsDue();
        PlayedBlocks.end();
    }
}
