// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.Reclaimer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of a sorted set, and what is found in it. */
class OffHeapSortedSetTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final OffHeapSortedSet<byte[]> set = OffHeapSortedSet.create(reclaimer, Codec.bytes());

    @AfterEach
    void everythingIsFreed() {
        set.close();
        reclaimer.close();
        assertThat(set.statistics().allocatedBytes()).isZero();
    }

    /** Few values of bytes, also negative ones, and all lengths, so that many begin as others do. */
    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 4 : 20)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt(4) * 85 : 0);
        }
        return bytes;
    }

    @Test
    void theOrderIsThatOfTheBytesWithoutSigns() {
        TreeSet<byte[]> model = new TreeSet<>(Arrays::compareUnsigned);
        Random random = new Random(2);
        for (int step = 0; step < 20_000; step++) {
            byte[] element = bytes(random);
            if (random.nextBoolean()) {
                assertThat(set.add(element.clone())).isEqualTo(model.add(element));
            } else {
                assertThat(set.remove(element)).isEqualTo(model.remove(element));
            }
            byte[] other = bytes(random);
            assertThat(set.contains(other)).isEqualTo(model.contains(other));
            assertThat(set.ceiling(other)).isEqualTo(model.ceiling(other));
            if (step % 500 == 0) {
                List<byte[]> shown = new ArrayList<>();
                set.forEach(shown::add);
                assertThat(shown).usingElementComparator(Arrays::compareUnsigned).containsExactlyElementsOf(model);
                assertThat(set.size()).isEqualTo(model.size());
            }
        }
    }

    @Test
    void numbersAreInTheirOrder() {
        OffHeapSortedSet<Long> numbers = OffHeapSortedSet.create(reclaimer, Codec.orderedLongs());
        TreeSet<Long> model = new TreeSet<>(List.of(0L, -1L, 1L, Long.MIN_VALUE, Long.MAX_VALUE, 256L, -256L));
        new Random(3).longs(100).forEach(model::add);
        List<Long> shuffled = new ArrayList<>(model);
        java.util.Collections.shuffle(shuffled, new Random(4));
        shuffled.forEach(number -> assertThat(numbers.add(number)).isTrue());
        List<Long> shown = new ArrayList<>();
        numbers.forEach(shown::add);
        assertThat(shown).containsExactlyElementsOf(model);
        numbers.close();
    }

    @Test
    void anIterationGoesOnWhereItIsWhateverChanges() {
        OffHeapSortedSet<Long> numbers = OffHeapSortedSet.create(reclaimer, Codec.orderedLongs());
        for (long i = 0; i < 100; i += 2) {
            numbers.add(i);
        }
        List<Long> shown = new ArrayList<>();
        numbers.forEach(number -> {
            shown.add(number);
            if (number == 10) {
                numbers.remove(10L);
                numbers.remove(12L);
                numbers.remove(0L);
                numbers.add(1L);
                numbers.add(51L);
            }
        });
        List<Long> expected = new ArrayList<>();
        for (long i = 0; i < 100; i += 2) {
            expected.add(i);
        }
        expected.remove(12L);
        expected.add(expected.indexOf(52L), 51L);
        assertThat(shown).isEqualTo(expected);
        numbers.close();
    }

    @Test
    void anElementHasAsManyBytesAsAKey() {
        assertThat(set.add(new byte[65_535])).isTrue();
        assertThat(set.contains(new byte[65_535])).isTrue();
        assertThatThrownBy(() -> set.add(new byte[65_536])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An element has at most 65535 bytes, not 65536.");
        assertThat(set.size()).isEqualTo(1);
    }
}
