// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list and its buckets against a model, with hashes chosen so that they collide and lie at the edges. */
class EntriesTest {

    private static final long FEWEST_BYTES = 256;

    private final Reclaimer reclaimer = Reclaimer.create();
    private final Entries entries = new Entries(reclaimer, false);

    @AfterEach
    void everythingIsFreed() throws InterruptedException {
        reclaimer.retire(entries.rest());
        reclaimer.close();
        assertThat(entries.memory().allocatedBytes()).isZero();
    }

    /** How keys are hashed. */
    enum Hashing {
        /** All keys are in one bucket. */
        SAME {

            @Override
            long hash(int key) {
                return 0x1234_5678_9ABC_DEF0L;
            }
        },
        /** At both ends, and where buckets begin, so that buckets and nodes have the same hash. */
        EDGES {

            @Override
            long hash(int key) {
                return switch (key & 3) {
                    case 0 -> 0;
                    case 1 -> -1;
                    case 2 -> (long) key << 48;
                    default -> ((long) key << 48) - 1;
                };
            }
        },
        SCATTERED {

            @Override
            long hash(int key) {
                return KeyBytes.mix(key);
            }
        };

        abstract long hash(int key);
    }

    private static byte[] bytes(int key) {
        return Integer.toString(key).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private boolean put(long hash, int key, long expected, long value) {
        return entries.put(hash, bytes(key), expected, Codec.longs(), value, 1);
    }

    private static long value(long node) {
        return Node.value(node).get(JAVA_LONG, 0);
    }

    @ParameterizedTest
    @EnumSource
    void theyAreWhatAModelSays(Hashing hashing) throws InterruptedException {
        Random random = new Random(1);
        Map<Integer, Long> model = new HashMap<>();
        int most = hashing == Hashing.SAME ? 40 : 2000;
        for (int step = 0; step < 60_000; step++) {
            // Few keys and many in turn, so that the buckets grow and shrink.
            int key = random.nextInt(step / 10_000 % 2 == 0 ? most : 10);
            long hash = hashing.hash(key);
            try (ReadGuard _ = ScopedQsbr.open()) {
                long seen = entries.find(hash, bytes(key));
                assertThat(seen == 0 ? null : value(seen)).isEqualTo(model.get(key));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        assertThat(put(hash, key, Entries.ANY, step)).isTrue();
                        model.put(key, (long) step);
                    }
                    case 1 -> assertThat(put(hash, key, 0, step))
                            .isEqualTo(model.putIfAbsent(key, (long) step) == null);
                    case 2 -> assertThat(entries.remove(hash, bytes(key), Entries.ANY))
                            .isEqualTo(model.remove(key) != null);
                    default -> {
                        if (seen != 0) {
                            assertThat(entries.remove(seen)).isTrue();
                            model.remove(key);
                        }
                    }
                }
            }
            assertThat(entries.count()).isEqualTo(model.size());
            if (step % 1000 == 0) {
                assertThat(all()).isEqualTo(new TreeMap<>(model));
            }
        }
        assertThat(entries.bytes()).isEqualTo(
                model.keySet().stream().mapToLong(key -> Node.bytes(bytes(key).length, Long.BYTES)).sum());
    }

    /** All entries, each shown once. */
    private Map<Integer, Long> all() {
        Map<Integer, Long> all = new TreeMap<>();
        long position = 0;
        do {
            try (ReadGuard _ = ScopedQsbr.open()) {
                position = entries.forEach(position, 7, node -> {
                    byte[] key = Node.key(node).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
                    Integer number = Integer.valueOf(new String(key, java.nio.charset.StandardCharsets.US_ASCII));
                    assertThat(all.put(number, value(node))).as("shown twice").isNull();
                });
            }
        } while (position != 0);
        return all;
    }

    @Test
    void whatChangesMeanwhileIsShownOnceAtMost() {
        int first = 5_000;
        for (int key = 0; key < first; key++) {
            put(key);
        }
        List<Integer> shown = new ArrayList<>();
        Random random = new Random(2);
        int added = first;
        long position = 0;
        do {
            try (ReadGuard _ = ScopedQsbr.open()) {
                position = entries.forEach(position, 16, node -> shown.add((int) value(node)));
            }
            if (shown.size() < first / 2) {
                // The buckets grow.
                for (int i = 0; i < 300; i++) {
                    put(added++);
                }
            } else {
                // And shrink.
                for (int i = 0; i < 1000; i++) {
                    int key = first + random.nextInt(added - first + 1);
                    ScopedQsbr.run(() -> entries.remove(KeyBytes.mix(key), bytes(key), Entries.ANY));
                }
            }
        } while (position != 0);
        assertThat(shown).doesNotHaveDuplicates();
        assertThat(shown.stream().filter(key -> key < first)).as("those that were there all the time").hasSize(first);
    }

    private void put(int key) {
        long hash = KeyBytes.mix(key);
        ScopedQsbr.run(() -> put(hash, key, Entries.ANY, key));
    }

    @Test
    void bucketsComeAndGoWithTheEntries() throws InterruptedException {
        for (int key = 0; key < 10_000; key++) {
            put(key);
        }
        assertThat(entries.buckets().table().size()).isEqualTo(16_384);
        for (int key = 0; key < 10_000; key++) {
            int gone = key;
            ScopedQsbr.run(() -> entries.remove(KeyBytes.mix(gone), bytes(gone), Entries.ANY));
        }
        // A level that is given up is in the table for a grace period more.
        while (entries.buckets().table().bytes() > FEWEST_BYTES) {
            reclaimer.barrier();
        }
        assertThat(entries.buckets().table().size()).isEqualTo(FEWEST_BYTES / Node.BUCKET_BYTES);
    }

    @Test
    void aReaderThatStaysKeepsNoMapFromGrowing() throws InterruptedException {
        for (int key = 0; key < 1000; key++) {
            put(key);
        }
        try (ReadGuard _ = ScopedQsbr.open()) {
            for (int key = 0; key < 1000; key++) {
                int gone = key;
                ScopedQsbr.run(() -> entries.remove(KeyBytes.mix(gone), bytes(gone), Entries.ANY));
            }
            assertThat(entries.buckets().table().shrinking).as("it waits for the reader").isNotNull();
            for (int key = 0; key < 5000; key++) {
                put(key);
            }
            assertThat(entries.buckets().table().size()).isEqualTo(8192);
            assertThat(all()).hasSize(5000);
        }
        reclaimer.barrier();
        assertThat(entries.buckets().table().size()).isEqualTo(8192);
        assertThat(all()).hasSize(5000);
    }
}
