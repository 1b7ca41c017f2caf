// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.Reclaimer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;

/** A map at the end of real stacks, where one that is interpreted ends earlier than one that is compiled. */
class MapStackEndsTest {

    private static final int KEYS = 64;
    private static final String[] TEXTS = new String[KEYS];

    static {
        Arrays.setAll(TEXTS, i -> "text " + i);
    }

    private final Reclaimer reclaimer = Reclaimer.create();
    private final OffHeapMap<String, String> map = OffHeapMap.create(reclaimer, Codec.strings(), Codec.strings());
    // what the keys have, by their numbers; null for nothing
    private final String[] model = new String[KEYS];

    private final StackDiver diver = new StackDiver() {

        @Override
        void use(int number) {
            change(number * 31 % KEYS, number);
        }
    };

    private void change(int key, int number) {
        String value = TEXTS[number % KEYS];
        switch (number & 3) {
            case 0 -> {
                if (map.remove(TEXTS[key])) {
                    model[key] = null;
                }
            }
            case 1 -> {
                if (map.replace(TEXTS[key], value)) {
                    model[key] = value;
                }
            }
            default -> {
                map.put(TEXTS[key], value);
                model[key] = value;
            }
        }
    }

    /** Again and again, because where the stack ends changes as the JVM compiles. */
    @RepeatedTest(4)
    void noEntryIsLostCountedTwiceOrFreedEarly() throws InterruptedException {
        for (int i = 0; i < 20_000; i++) {
            change(i * 31 % KEYS, i);
        }
        diver.dive();
        assertThat(diver.failures()).isPositive();
        Set<String> there = new HashSet<>();
        long bytes = 0;
        for (int key = 0; key < KEYS; key++) {
            assertThat(map.get(TEXTS[key])).as(TEXTS[key]).isEqualTo(model[key]);
            if (model[key] != null) {
                there.add(TEXTS[key]);
                bytes += Node.bytes(TEXTS[key].length(), model[key].length());
            }
        }
        Set<String> shown = new HashSet<>();
        map.forEach(entry -> assertThat(shown.add(entry.key())).isTrue());
        assertThat(shown).isEqualTo(there);
        assertThat(map.size()).isEqualTo(there.size());
        assertThat(map.statistics().entryBytes()).isEqualTo(bytes);
        map.close();
        reclaimer.close();
        // Not exact: what malloc has returned to a frame that cannot go on is lost. That is one node in some runs.
        assertThat(map.statistics().allocatedBytes()).isLessThan(150);
    }
}
