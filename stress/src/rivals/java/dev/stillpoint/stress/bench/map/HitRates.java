// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import dev.stillpoint.reclaim.collection.OffHeapMapConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/**
 * How often a cache has what is asked for: a map with a limit, which evicts by a clock, beside Caffeine, which evicts
 * by W-TinyLFU, and beside a list in the order of use. One thread, so the rates are those of the policies.
 *
 * <pre>{@code java -cp 'stress/target/stress.jar:stress/target/rivals/*' \
 *     --add-opens=java.base/java.lang=ALL-UNNAMED --enable-native-access=ALL-UNNAMED \
 *     dev.stillpoint.stress.bench.map.HitRates}</pre>
 */
public final class HitRates {

    private static final int KEYS = 1_000_000;
    private static final int ASKED = 10_000_000;
    private static final int[] PERCENT = {1, 5, 10, 25};
    /** What is asked before this part of all is not counted: the caches fill. */
    private static final int FILLING = ASKED / 5;

    /** In which order keys are asked for. */
    private enum Pattern {

        ZIPF("Zipf's law, exponent 0.99") {
            @Override
            int[] draw(SplittableRandom random) {
                return Keys.ZIPF.draw(ASKED, KEYS, random);
            }
        },

        /** Each scan asks for 50 000 keys, none of them ever again, and begins after as many others. */
        SCANS("the same, half of the time scans of what is never asked for again") {
            @Override
            int[] draw(SplittableRandom random) {
                int[] keys = Keys.ZIPF.draw(ASKED, KEYS, random);
                for (int i = 0; i < ASKED; i++) {
                    if (i / SCAN % 2 == 1) {
                        keys[i] = KEYS + i;
                    }
                }
                return keys;
            }
        },

        /** What is popular changes ten times. */
        SHIFTS("the same law, other keys popular after each million") {
            @Override
            int[] draw(SplittableRandom random) {
                int[] keys = Keys.ZIPF.draw(ASKED, KEYS, random);
                for (int i = 0; i < ASKED; i++) {
                    keys[i] = (keys[i] + i / KEYS * (KEYS / 10)) % KEYS;
                }
                return keys;
            }
        },

        LOOP("round and round over 150 000 keys") {
            @Override
            int[] draw(SplittableRandom random) {
                int[] keys = new int[ASKED];
                for (int i = 0; i < ASKED; i++) {
                    keys[i] = i % (3 * SCAN);
                }
                return keys;
            }
        };

        private static final int SCAN = 50_000;

        private final String meaning;

        Pattern(String meaning) {
            this.meaning = meaning;
        }

        abstract int[] draw(SplittableRandom random);
    }

    private HitRates() {
    }

    public static void main(String... args) {
        System.out.printf("%-70s %8s %7s %9s %7s%n", "asked for", "entries", "clock", "Caffeine", "LRU");
        for (Pattern pattern : Pattern.values()) {
            int[] keys = pattern.draw(new SplittableRandom(1));
            for (int percent : PERCENT) {
                int limit = KEYS / 100 * percent;
                System.out.printf(Locale.ROOT, "%-70s %8d %6.1f%% %8.1f%% %6.1f%%%n", pattern.meaning, limit,
                        clock(keys, limit), caffeine(keys, limit), leastRecentlyUsed(keys, limit));
            }
        }
    }

    /** @param load makes a key be there that was not */
    private static double percentOfHits(int[] keys, LongPredicate isThere, LongConsumer load) {
        int hits = 0;
        for (int i = 0; i < keys.length; i++) {
            if (!isThere.test(keys[i])) {
                load.accept(keys[i]);
            } else if (i >= FILLING) {
                hits++;
            }
        }
        return 100.0 * hits / (keys.length - FILLING);
    }

    private static double clock(int[] keys, int limit) {
        byte[] value = new byte[Long.BYTES];
        try (Reclaimer reclaimer = Reclaimer.create();
                OffHeapMap<Long, byte[]> map = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes(),
                        OffHeapMapConfig.defaults().withWeightLimit(limit))) {
            return percentOfHits(keys, key -> map.get(key) != null, key -> map.put(key, value));
        }
    }

    private static double caffeine(int[] keys, int limit) {
        Cache<Long, Boolean> cache = Caffeine.newBuilder().maximumSize(limit).executor(Runnable::run).build();
        return percentOfHits(keys, key -> cache.getIfPresent(key) != null, key -> cache.put(key, Boolean.TRUE));
    }

    private static double leastRecentlyUsed(int[] keys, int limit) {
        LinkedHashMap<Long, Boolean> map = new LinkedHashMap<>(2 * limit, 0.75f, true) {

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                return size() > limit;
            }
        };
        return percentOfHits(keys, key -> map.get(key) != null, key -> map.put(key, Boolean.TRUE));
    }
}
