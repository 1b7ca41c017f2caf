// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.stress.garbage.Content;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What readers of a map are told is wrong, and what a map leaves behind. */
class TorturedMapTest {

    private static final int SOME_KEY = 3;
    private static final int ATTEMPTS = 10_000;

    private final Tally tally = new Tally();
    private final Reclaimer reclaimer = Reclaimer.create();
    private final Table table = TableLoader.create(reclaimer, null);
    private final TorturedMap map = new TorturedMap(table, tally);

    private static byte[] value(int key, int version) {
        byte[] value = new byte[4 * Long.BYTES];
        Content.write(MemorySegment.ofArray(value), TorturedMap.number(key, version));
        return value;
    }

    private void read(Runnable meanwhile) {
        RandomGenerator random = RandomGenerator.of("SplittableRandom");
        for (int i = 0; i < ATTEMPTS && tally.violation() == null; i++) {
            map.read(random, meanwhile);
        }
    }

    private String end() {
        table.close();
        reclaimer.close();
        return table.leftovers();
    }

    @Test
    void whatIsReplacedUnderAReaderIsRight() {
        int[] version = new int[1];
        read(() -> {
            for (int key = 0; key < TorturedMap.LASTING; key++) {
                table.put(key, value(key, ++version[0]));
            }
        });
        map.iterate();
        map.requireValue(SOME_KEY, TorturedMap.number(SOME_KEY, version[0] - TorturedMap.LASTING + SOME_KEY + 1));

        assertThat(tally.violation()).isNull();
        assertThat(map).asString().contains("1 iterations").doesNotContain(" 0 looks", " 0 at replaced");
        assertThat(end()).isEmpty();
    }

    @Test
    void aForeignValueIsNoticed() {
        table.put(SOME_KEY, value(SOME_KEY + 1, 7));
        read(() -> {
        });

        assertThat(tally.violation()).contains("saw a value of key 3, whose memory is freed");
        assertThat(tally.misreads()).isNotZero();
    }

    @Test
    void aValueThatIsTornIsNoticed() {
        byte[] torn = value(SOME_KEY, 7);
        torn[torn.length - 1]++;
        table.put(SOME_KEY, torn);
        map.iterate();

        assertThat(tally.violation()).contains("saw a value of key 3, whose memory is freed");
    }

    @Test
    void aKeyThatIsMissedIsNoticed() {
        table.remove(SOME_KEY);
        read(() -> {
        });

        assertThat(tally.violation()).contains("key 3 is always there and was not found");
        assertThat(tally.misreads()).isNotZero();
    }

    @Test
    void aKeyThatIsNotShownIsNoticed() {
        table.remove(SOME_KEY);
        map.iterate();

        assertThat(tally.violation()).contains("key 3 is always there and was not shown");
    }

    @Test
    void aChangeThatIsLostIsNoticed() {
        map.requireValue(TorturedMap.LASTING, TorturedMap.number(TorturedMap.LASTING, 1));

        assertThat(tally.violation()).contains("key 32 was put, says who did that");
    }

    @Test
    void whatIsNotFreedIsNoticed() {
        reclaimer.close();

        assertThat(table.leftovers()).containsPattern("of the map [1-9]\\d* blocks are not freed, 0 were freed twice");
    }

    /** Poisoned at once, and given to whoever puts a value next. */
    @Test
    void memoryThatIsFreedUnderAReaderIsNoticed() {
        Table broken = TableLoader.create(reclaimer, Flaw.FREES_NODES_AT_ONCE);
        TorturedMap read = new TorturedMap(broken, tally);
        RandomGenerator random = RandomGenerator.of("SplittableRandom");
        for (int i = 0; i < ATTEMPTS && tally.violation() == null; i++) {
            read.read(random, () -> {
                for (int key = 0; key < TorturedMap.LASTING; key++) {
                    broken.put(key, value(key, 1));
                }
            });
        }

        assertThat(tally.violation()).contains(", whose memory is freed");
    }
}
