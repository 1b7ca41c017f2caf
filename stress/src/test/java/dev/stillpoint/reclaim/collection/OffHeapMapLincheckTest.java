// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.stress.lincheck.Call;
import dev.stillpoint.stress.lincheck.Lincheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Any thread changes three keys and asks for them, as if one after the other, while the buckets double, or halve. The
 * keys lie around the border of a bucket that comes or goes then.
 */
class OffHeapMapLincheckTest {

    private static final Map<String, String> HASHES = Map.of("Keys.hash", "hash");
    private static final PlayedStructure GROWING = new PlayedStructure(Growing.class,
            Lincheck.of(OfGrowing.class).after(0).playing(2, 150).first(List.of(),
                    List.of(Call.of("put", -1, 1), Call.of("put", 0, 1)),
                    List.of(Call.of("put", 1, 1), Call.of("get", 1)),
                    List.of(Call.of("get", 0), Call.of("get", 1))),
            HASHES);
    private static final PlayedStructure SHRINKING = new PlayedStructure(Shrinking.class,
            Lincheck.of(OfShrinking.class).after(0).playing(2, 150).first(List.of(),
                    List.of(Call.of("remove", 0)), List.of(Call.of("put", 1, 1)), List.of(Call.of("get", 1))),
            HASHES);

    @Test
    void aMapThatGrowsIsAMap() {
        GROWING.check();
    }

    @Test
    void aMapThatShrinksIsAMap() {
        SHRINKING.check();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"Buckets.isLinked, isLinkedOnceClaimed", "HashList.replace, markOnly",
            "Words.compareAndSet, compareThenSet"})
    void whatIsBrokenIsFoundWhileAMapGrows(String call, String broken) {
        GROWING.assertFound(call, broken);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"Reclaimer.retireWithoutWaiting, shrinkAtOnce", "Reclaimer.retireWithoutWaiting, freeAtOnce"})
    void whatIsBrokenIsFoundWhileAMapShrinks(String call, String broken) {
        SHRINKING.assertFound(call, broken);
    }

    /** What is done to either map. */
    @Param(name = "key", gen = IntGen.class, conf = "-1:1")
    @Param(name = "value", gen = IntGen.class, conf = "1:2")
    public abstract static class Scenario {

        /** Here the second one of 32 buckets begins, which is put into the list when there are that many. */
        private static final long BORDER = 1L << (Long.SIZE - 5);
        final OffHeapMap<Long, Long> map =
                OffHeapMap.create(Reclaimer.create(), Codec.longs(), Codec.longs());

        @Operation
        public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
            map.put(BORDER + key, (long) value);
        }

        @Operation
        public boolean putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.putIfAbsent(BORDER + key, (long) value);
        }

        @Operation
        public Integer get(@Param(name = "key") int key) {
            Long value = map.get(BORDER + key);
            return value == null ? null : value.intValue();
        }

        @Operation
        public boolean replace(@Param(name = "key") int key, @Param(name = "value") int expected,
                @Param(name = "value") int value) {
            return map.replace(BORDER + key, (long) expected, (long) value);
        }

        @Operation
        public boolean remove(@Param(name = "key") int key) {
            return map.remove(BORDER + key);
        }

        @Validate
        public void everythingIsFreed() {
            PlayedReclaimer.end(map::close);
        }
    }

    /** One in each bucket of 16 but for the first one. After one more the map looks how many entries there are. */
    static final class Others {

        private static final int NUMBER = 15;

        private Others() {
        }

        static void put(OffHeapMap<Long, Long> map) {
            for (long other = 1; other <= NUMBER; other++) {
                map.put(other << (Long.SIZE - 4), other);
            }
        }

        static void remove(OffHeapMap<Long, Long> map) {
            for (long other = 1; other <= NUMBER; other++) {
                map.remove(other << (Long.SIZE - 4));
            }
        }
    }

    /** The first key that is put makes 32 buckets of 16. */
    public static final class Growing extends Scenario {

        public Growing() {
            Others.put(map);
        }
    }

    /** When the only key is removed, 32 buckets become 16. */
    public static final class Shrinking extends Scenario {

        public Shrinking() {
            Others.put(map);
            put(0, 1);
            get(0);
            Others.remove(map);
        }
    }

    public static class OfGrowing {

        private final Map<Integer, Integer> map = new HashMap<>();

        public void put(int key, int value) {
            map.put(key, value);
        }

        public boolean putIfAbsent(int key, int value) {
            return map.putIfAbsent(key, value) == null;
        }

        public Integer get(int key) {
            return map.get(key);
        }

        public boolean replace(int key, int expected, int value) {
            return map.replace(key, expected, value);
        }

        public boolean remove(int key) {
            return map.remove(key) != null;
        }
    }

    public static final class OfShrinking extends OfGrowing {

        public OfShrinking() {
            put(0, 1);
        }
    }
}
