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
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A reader looks at the value of a key as it lies in memory, while a writer gives the key another value and then
 * removes it.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t ValueStaysUnderItsReader \
 *     -jvmArgs --enable-native-access=ALL-UNNAMED
 * }</pre>
 *
 * <p>What the reader has got must stay as it is until its section ends: the old value or the new one, all of it. What
 * is freed is poisoned and used again at once. At the end the key is gone.
 */
public final class ValueStaysUnderItsReader {

    private static final int KEY = 7;

    private ValueStaysUnderItsReader() {
    }

    /** The story, told with a map of either kind. */
    abstract static class Story {

        private final Meeting meeting = new Meeting();
        private final PlayedMap map;

        Story(Structures structures) {
            map = structures.map();
            map.put(KEY, 1);
        }

        final String look() {
            meeting.goFirst();
            return map.read(KEY, () -> Meeting.linger(2));
        }

        final void change() {
            meeting.goSecond();
            map.put(KEY, 2);
            map.remove(KEY);
        }

        final String end() {
            boolean isThere = map.contains(KEY);
            map.close();
            return isThere ? "there" : "gone";
        }
    }

    /** What the map removes is used again at once. */
    @JCStressTest
    @Outcome(id = {"1, gone", "2, gone", "none, gone"}, expect = ACCEPTABLE, desc = "The reader was lucky.")
    @Outcome(id = "freed, gone", expect = ACCEPTABLE_INTERESTING, desc = "Caught: freed under its reader.")
    @State
    public static class Broken extends Story {

        private static final Structures STRUCTURES =
                Structures.with(Map.of("Reclaimer.retireWithoutWaiting", "poisonAtOnce"));

        public Broken() {
            super(STRUCTURES);
        }

        @Actor
        public void reader(LL_Result result) {
            result.r1 = look();
        }

        @Actor
        public void writer() {
            change();
        }

        @Arbiter
        public void last(LL_Result result) {
            result.r2 = end();
        }
    }

    /** It is retired, and freed when the reader has left. */
    @JCStressTest
    @Outcome(id = "1, gone", expect = ACCEPTABLE, desc = "The old value, all of it.")
    @Outcome(id = "2, gone", expect = ACCEPTABLE, desc = "The new value, all of it.")
    @Outcome(id = "none, gone", expect = ACCEPTABLE, desc = "The key was removed already.")
    @Outcome(expect = FORBIDDEN, desc = "A value that is torn, foreign or freed; or the key came back.")
    @State
    public static class Real extends Story {

        private static final Structures STRUCTURES = Structures.with(Map.of());

        public Real() {
            super(STRUCTURES);
        }

        @Actor
        public void reader(LL_Result result) {
            result.r1 = look();
        }

        @Actor
        public void writer() {
            change();
        }

        @Arbiter
        public void last(LL_Result result) {
            result.r2 = end();
        }
    }
}
