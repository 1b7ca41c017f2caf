// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.stress.jcstress.Structures.PlayedMap;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The buckets of a map double, and two threads put entries into one of the new buckets, which nobody has put into the
 * list yet.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t InsertsMeetInANewBucket \
 *     -jvmArgs --enable-native-access=ALL-UNNAMED
 * }</pre>
 *
 * <p>Who comes first claims the bucket and puts it into the list; until that is done the other one starts at the bucket
 * before it. At the end both entries must be found. Keys are their own hashes here, and putting the bucket into the
 * list takes longer than it does otherwise, in the twin and in the real map.
 */
public final class InsertsMeetInANewBucket {

    /** Sixteen buckets: their entries, but for the first one, and then the border where the first of the new begins. */
    private static final int FEWEST_BITS = 4;
    private static final long BORDER = 1L << (Long.SIZE - FEWEST_BITS - 1);
    private static final Map<String, String> HASHES_AND_TIME =
            Map.of("Keys.hash", "hash", "HashList.sweep", "sweepLate");
    private static final Map<String, String> CLAIMED_IS_ENOUGH = Map.of("Keys.hash", "hash", "HashList.sweep",
            "sweepLate", "Buckets.isLinked", "isLinkedOnceClaimed");

    private InsertsMeetInANewBucket() {
    }

    /** The story, told with a map of either kind. */
    abstract static class Story {

        private final Meeting meeting = new Meeting();
        private final PlayedMap map;

        Story(Structures structures) {
            map = structures.map();
            for (long other = 1; other < 1L << FEWEST_BITS; other++) {
                map.put(other << (Long.SIZE - FEWEST_BITS), other);
            }
        }

        final void growAndPut() {
            meeting.goFirst();
            map.grow();
            map.put(BORDER + 1, 1);
        }

        final void put() {
            meeting.goSecond();
            map.put(BORDER + 2, 2);
        }

        final String verdict() {
            boolean areThere = map.contains(BORDER + 1) && map.contains(BORDER + 2);
            map.close();
            return areThere ? "both" : "lost";
        }
    }

    /** One starts at a bucket that is claimed and not yet in the list. */
    @JCStressTest
    @Outcome(id = "both", expect = ACCEPTABLE, desc = "They did not meet.")
    @Outcome(id = "lost", expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: an entry was put behind a bucket whose link was written afterwards.")
    @State
    public static class Broken extends Story {

        private static final Structures STRUCTURES = Structures.with(CLAIMED_IS_ENOUGH);

        public Broken() {
            super(STRUCTURES);
        }

        @Actor
        public void first() {
            growAndPut();
        }

        @Actor
        public void second() {
            put();
        }

        @Arbiter
        public void last(L_Result result) {
            result.r1 = verdict();
        }
    }

    /** One starts there once it is in the list. */
    @JCStressTest
    @Outcome(id = "both", expect = ACCEPTABLE, desc = "Both are found.")
    @Outcome(expect = FORBIDDEN, desc = "An entry is lost.")
    @State
    public static class Real extends Story {

        private static final Structures STRUCTURES = Structures.with(HASHES_AND_TIME);

        public Real() {
            super(STRUCTURES);
        }

        @Actor
        public void first() {
            growAndPut();
        }

        @Actor
        public void second() {
            put();
        }

        @Arbiter
        public void last(L_Result result) {
            result.r1 = verdict();
        }
    }
}
