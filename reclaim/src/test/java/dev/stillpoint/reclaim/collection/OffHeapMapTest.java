// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.BacklogExceededException;
import dev.stillpoint.reclaim.BacklogLimits;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffHeapMapTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final OffHeapMap<String, String> map = OffHeapMap.create(reclaimer, Codec.strings(), Codec.strings());

    @AfterEach
    void everythingIsFreed() {
        map.close();
        reclaimer.close();
        assertThat(map.statistics().allocatedBytes()).isZero();
    }

    @Test
    void eachKeyHasTheValueThatItGotLast() {
        assertThat(map.get("a")).isNull();
        map.put("a", "1");
        map.put("b", "");
        map.put("a", "2");
        assertThat(map.get("a")).isEqualTo("2");
        assertThat(map.get("b")).isEmpty();
        assertThat(map.size()).isEqualTo(2);
        assertThat(map.remove("a")).isTrue();
        assertThat(map.remove("a")).isFalse();
        assertThat(map.containsKey("a")).isFalse();
        assertThat(map.containsKey("b")).isTrue();
        assertThat(map.size()).isEqualTo(1);
    }

    @Test
    void conditionalChangesChangeWhatTheySay() {
        assertThat(map.replace("a", "1")).isFalse();
        assertThat(map.putIfAbsent("a", "1")).isTrue();
        assertThat(map.putIfAbsent("a", "2")).isFalse();
        assertThat(map.get("a")).isEqualTo("1");
        assertThat(map.replace("a", "3")).isTrue();
        assertThat(map.replace("a", "1", "4")).isFalse();
        assertThat(map.replace("a", "3", "4")).isTrue();
        assertThat(map.remove("a", "3")).isFalse();
        assertThat(map.get("a")).isEqualTo("4");
        assertThat(map.remove("a", "4")).isTrue();
        assertThat(map.size()).isZero();
    }

    @Test
    void functionsMakeValues() {
        assertThat(map.compute("a", (key, seen) -> key + seen)).isEqualTo("anull");
        assertThat(map.compute("a", (key, seen) -> key + seen)).isEqualTo("aanull");
        assertThat(map.get("a")).isEqualTo("aanull");
        assertThat(map.compute("a", (_, _) -> null)).isNull();
        assertThat(map.containsKey("a")).isFalse();
        assertThat(map.merge("a", "1", String::concat)).isEqualTo("1");
        assertThat(map.merge("a", "2", String::concat)).isEqualTo("12");
        assertThat(map.merge("a", "2", (_, _) -> null)).isNull();
        assertThat(map.computeIfAbsent("a", _ -> null)).isNull();
        assertThat(map.computeIfAbsent("a", key -> key + "!")).isEqualTo("a!");
        assertThat(map.computeIfAbsent("a", _ -> "other")).isEqualTo("a!");
    }

    @Test
    void aFunctionThatThrowsChangesNothing() {
        map.put("a", "1");
        assertThatThrownBy(() -> map.compute("a", (_, _) -> {
            throw new UnsupportedOperationException("expected");
        })).hasMessage("expected");
        assertThat(map.get("a")).isEqualTo("1");
        assertThat(ScopedQsbr.isReading()).isFalse();
    }

    @Test
    void aValueUnderAGuardStaysWhateverBecomesOfItsKey() throws InterruptedException {
        map.put("a", "first");
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment value = map.view("a", guard);
            map.put("a", "second");
            map.remove("a");
            assertThat(value).isNotNull();
            assertThat(new String(value.toArray(JAVA_BYTE), US_ASCII)).isEqualTo("first");
            assertThat(value.isReadOnly()).isTrue();
            assertThat(value.address() % 8).isZero();
            assertThat(map.view("a", guard)).isNull();
            assertThat(map.statistics().allocatedBytes()).isPositive();
            assertThat(map.statistics().entryBytes()).isZero();
        }
        reclaimer.barrier();
        assertThat(map.statistics().allocatedBytes()).isZero();
    }

    @Test
    void aGuardThatIsClosedIsRefused() {
        ReadGuard guard = ScopedQsbr.open();
        guard.close();
        assertThatThrownBy(() -> map.view("a", guard)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("guard is closed");
    }

    @Test
    void allEntriesAreShown() {
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            map.put("key " + i, "value " + i);
            expected.put("key " + i, "value " + i);
        }
        Map<String, String> shown = new HashMap<>();
        map.forEach(entry -> {
            assertThat(shown.put(entry.key(), entry.value())).isNull();
            assertThat(entry.keyView().byteSize()).isEqualTo(entry.key().length());
            assertThat(entry.valueView().byteSize()).isEqualTo(entry.value().length());
        });
        assertThat(shown).isEqualTo(expected);
        map.clear();
        assertThat(map.size()).isZero();
        map.forEach(entry -> {
            throw new AssertionError(entry.key());
        });
    }

    @Test
    void anActionMayChangeTheMap() {
        for (int i = 0; i < 3000; i++) {
            map.put("key " + i, "value");
        }
        map.forEach(entry -> map.remove(entry.key()));
        assertThat(map.size()).isZero();
    }

    @Test
    void numbersAreTheirOwnKeys() {
        OffHeapMap<Long, byte[]> numbers = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes());
        Set<Long> keys = new HashSet<>(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
        new Random(3).longs(1000).forEach(keys::add);
        for (Long key : keys) {
            numbers.put(key, new byte[] {key.byteValue()});
        }
        for (Long key : keys) {
            assertThat(numbers.get(key)).containsExactly(key.byteValue());
            assertThat(numbers.containsKey(key ^ 0x5555_0000_0000L)).isFalse();
        }
        Set<Long> shown = new HashSet<>();
        numbers.forEach(entry -> {
            assertThat(entry.keyView().get(JAVA_LONG, 0)).isEqualTo(entry.key());
            assertThat(shown.add(entry.key())).isTrue();
        });
        assertThat(shown).isEqualTo(keys);
        numbers.close();
    }

    @Test
    void keysOfAllLengthsAreFound() {
        OffHeapMap<byte[], byte[]> arrays = OffHeapMap.create(reclaimer, Codec.bytes(), Codec.bytes());
        Random random = new Random(4);
        for (int length = 0; length < 70; length++) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            arrays.put(key, key);
            byte[] value = arrays.get(key.clone());
            assertThat(value).isEqualTo(key);
            for (int i = 0; i < length; i++) {
                byte[] other = key.clone();
                other[i] ^= 1;
                assertThat(arrays.containsKey(other)).as("length %d, other at %d", length, i).isFalse();
            }
        }
        assertThat(arrays.size()).isEqualTo(70);
        arrays.put(new byte[65_535], new byte[0]);
        assertThat(arrays.get(new byte[65_535])).isEmpty();
        assertThatThrownBy(() -> arrays.put(new byte[65_536], new byte[0])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A key has at most 65535 bytes, not 65536.");
        arrays.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {65_536, 1 << 30, Integer.MAX_VALUE})
    void aKeyThatIsTooLongIsRefusedBeforeItIsEncoded(int length) {
        Codec<Integer> huge = new Codec<>() {

            @Override
            public int byteSize(Integer value) {
                return value;
            }

            @Override
            public void write(Integer value, MemorySegment target) {
                throw new AssertionError("it is too long");
            }

            @Override
            public Integer read(MemorySegment source) {
                throw new AssertionError("nothing was written");
            }
        };
        try (OffHeapMap<Integer, String> keyed = OffHeapMap.create(reclaimer, huge, Codec.strings());
                OffHeapSortedSet<Integer> set = OffHeapSortedSet.create(reclaimer, huge)) {
            assertThatThrownBy(() -> keyed.get(length)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A key has at most 65535 bytes, not %d.", length);
            assertThatThrownBy(() -> set.add(length)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("An element has at most 65535 bytes, not %d.", length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32_768, 65_536})
    void aTextThatIsTooLongIsRefused(int length) {
        String key = "\u00e9".repeat(length);
        assertThatThrownBy(() -> map.get(key)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A key has at most 65535 bytes, not %d.", 2 * length);
    }

    /** A type of a program's own. */
    private record Point(int x, int y) {

        static final Codec<Point> CODEC = new Codec<>() {

            @Override
            public int byteSize(Point value) {
                return 2 * Integer.BYTES;
            }

            @Override
            public void write(Point value, MemorySegment target) {
                target.set(java.lang.foreign.ValueLayout.JAVA_INT, 0, value.x);
                target.set(java.lang.foreign.ValueLayout.JAVA_INT, Integer.BYTES, value.y);
            }

            @Override
            public Point read(MemorySegment source) {
                return new Point(source.get(java.lang.foreign.ValueLayout.JAVA_INT, 0),
                        source.get(java.lang.foreign.ValueLayout.JAVA_INT, Integer.BYTES));
            }
        };
    }

    @Test
    void aProgramsOwnTypesAreKeysAndValues() {
        OffHeapMap<Point, Point> points = OffHeapMap.create(reclaimer, Point.CODEC, Point.CODEC);
        points.put(new Point(1, 2), new Point(3, 4));
        assertThat(points.get(new Point(1, 2))).isEqualTo(new Point(3, 4));
        assertThat(points.replace(new Point(1, 2), new Point(3, 4), new Point(5, 6))).isTrue();
        points.forEach(entry -> assertThat(entry.key()).isEqualTo(new Point(1, 2)));
        assertThat(points.get(new Point(2, 1))).isNull();
        points.close();
    }

    @Test
    void textIsMeasuredAsItIsWritten() {
        String text = "a\u00e9\u20ac\ud83d\ude00 lone \ud83d and \ude00.";
        map.put(text, text);
        assertThat(map.get(text)).isEqualTo("a\u00e9\u20ac\ud83d\ude00 lone ? and ?.");
    }

    @Test
    void aCodecThatFailsChangesNothingAndLosesNothing() {
        Codec<String> failing = new Codec<>() {

            @Override
            public int byteSize(String value) {
                return value.equals("negative") ? -1 : value.length();
            }

            @Override
            public void write(String value, MemorySegment target) {
                throw new UnsupportedOperationException("expected");
            }

            @Override
            public String read(MemorySegment source) {
                return "";
            }
        };
        OffHeapMap<String, String> faulty = OffHeapMap.create(reclaimer, Codec.strings(), failing);
        assertThatThrownBy(() -> faulty.put("a", "b")).hasMessage("expected");
        assertThatThrownBy(() -> faulty.put("a", "negative")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("says that a value has -1 bytes");
        assertThat(faulty.size()).isZero();
        assertThat(faulty.statistics().allocatedBytes()).isZero();
        faulty.close();
    }

    @Test
    void whatIsNotUsedGivesWayAtTheLimit() {
        OffHeapMap<Long, byte[]> cache = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes(),
                OffHeapMapConfig.defaults().withByteLimit(100_000));
        for (long key = 0; key < 10_000; key++) {
            cache.put(key, new byte[100]);
            assertThat(cache.statistics().entryBytes()).isLessThanOrEqualTo(100_000);
            // Some are used again and again.
            for (long used = 0; used < 10; used++) {
                cache.get(used);
            }
        }
        assertThat(cache.statistics().entries()).isGreaterThan(750);
        assertThat(cache.statistics().evictions()).isEqualTo(10_000 - cache.size());
        for (long used = 0; used < 10; used++) {
            assertThat(cache.containsKey(used)).as("key %d", used).isTrue();
        }
        cache.close();
    }

    /** What a list in the order of use would keep of popular keys, a clock keeps as well; a hand in haste does not. */
    @Test
    void whatIsKeptIsAskedForAsOftenAsInTheOrderOfUse() {
        int limit = 1000;
        OffHeapMap<Long, byte[]> cache = limitedTo(limit);
        Map<Long, Long> inOrderOfUse = new LinkedHashMap<>(2 * limit, 0.75f, true);
        SplittableRandom random = new SplittableRandom(1);
        int hits = 0;
        int hitsInOrderOfUse = 0;
        for (int i = 0; i < 1_000_000; i++) {
            // Popular by about Zipf's law: as many between 1 and 10 as between 10 000 and 100 000.
            long key = (long) Math.pow(100_000, random.nextDouble());
            if (cache.get(key) != null) {
                hits++;
            } else {
                cache.put(key, new byte[8]);
            }
            if (inOrderOfUse.get(key) != null) {
                hitsInOrderOfUse++;
            } else {
                inOrderOfUse.put(key, key);
                if (inOrderOfUse.size() > limit) {
                    inOrderOfUse.remove(inOrderOfUse.keySet().iterator().next());
                }
            }
        }
        assertThat(hits).isGreaterThan(hitsInOrderOfUse);
        cache.close();
    }

    @Test
    void whatWasUsedStaysUsedWhenItsValueIsReplaced() {
        OffHeapMap<Long, byte[]> cache = limitedTo(1000);
        for (long key = 0; key < 1000; key++) {
            cache.put(key, new byte[8]);
        }
        for (long used = 0; used < 100; used++) {
            for (int i = 0; i < 3; i++) {
                cache.get(used);
            }
            cache.put(used, new byte[16]);
        }
        for (long key = 1000; key < 3000; key++) {
            cache.put(key, new byte[8]);
        }
        for (long used = 0; used < 100; used++) {
            assertThat(cache.get(used)).as("key %d", used).hasSize(16);
        }
        cache.close();
    }

    private OffHeapMap<Long, byte[]> limitedTo(int entries) {
        return OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes(),
                OffHeapMapConfig.defaults().withWeightLimit(entries));
    }

    @Test
    void anEntryLargerThanTheLimitDoesNotStay() {
        OffHeapMap<Long, byte[]> cache = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes(),
                OffHeapMapConfig.defaults().withByteLimit(1000));
        cache.put(1L, new byte[2000]);
        assertThat(cache.statistics().entryBytes()).isZero();
        cache.close();
    }

    // -- errors

    static List<Consumer<OffHeapMap<String, String>>> uses() {
        return List.of(m -> m.get("a"), m -> m.containsKey("a"), m -> m.put("a", "b"), m -> m.putIfAbsent("a", "b"),
                m -> m.replace("a", "b"), m -> m.replace("a", "b", "c"), m -> m.remove("a"), m -> m.remove("a", "b"),
                m -> m.compute("a", (_, _) -> "b"), m -> m.computeIfAbsent("a", _ -> "b"),
                m -> m.merge("a", "b", String::concat), m -> m.forEach(_ -> {
                }), OffHeapMap::clear, m -> ScopedQsbr.read(guard -> m.view("a", guard)));
    }

    @Test
    void aClosedMapRefusesEverything() {
        map.put("a", "b");
        map.close();
        map.close();
        for (Consumer<OffHeapMap<String, String>> use : uses()) {
            assertThatThrownBy(() -> use.accept(map)).isInstanceOf(IllegalStateException.class).hasMessage(
                    "Map off-heap map is closed. Close it after its last user, and before its reclaimer.");
        }
        assertThat(map).hasToString("off-heap map[closed]");
    }

    @Test
    void nullIsRefused() {
        List<Consumer<OffHeapMap<String, String>>> wrong = List.of(m -> m.get(null), m -> m.view("a", null),
                m -> m.put(null, "b"), m -> m.put("a", null), m -> m.putIfAbsent("a", null), m -> m.replace("a", null),
                m -> m.replace("a", null, "b"), m -> m.remove(null), m -> m.remove("a", null),
                m -> m.compute("a", null), m -> m.computeIfAbsent("a", null), m -> m.merge("a", null, String::concat),
                m -> m.merge("a", "b", null), m -> m.forEach(null));
        for (Consumer<OffHeapMap<String, String>> use : wrong) {
            assertThatThrownBy(() -> use.accept(map)).isInstanceOf(NullPointerException.class);
        }
        assertThat(map.size()).isZero();
        assertThatThrownBy(() -> OffHeapMap.create(null, Codec.strings(), Codec.strings()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> OffHeapMap.create(reclaimer, null, Codec.strings()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> OffHeapMap.create(reclaimer, Codec.strings(), null))
                .isInstanceOf(NullPointerException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aLimitIsPositive(long limit) {
        assertThatThrownBy(() -> OffHeapMapConfig.defaults().withByteLimit(limit))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("byteLimit");
        assertThatThrownBy(() -> OffHeapMapConfig.defaults().withWeightLimit(limit))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("weightLimit");
    }

    @Test
    void aBlankNameIsRefused() {
        assertThatThrownBy(() -> OffHeapMapConfig.defaults().withName(" ")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be blank");
    }

    @Test
    void aClosedReclaimerIsToldOfByClose() {
        Reclaimer other = Reclaimer.create();
        OffHeapMap<String, String> late = OffHeapMap.create(other, Codec.strings(), Codec.strings());
        other.close();
        assertThatThrownBy(late::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
    }

    private static OffHeapMap<Long, String> filled(Reclaimer reclaimer) {
        OffHeapMap<Long, String> filled = OffHeapMap.create(reclaimer, Codec.longs(), Codec.strings());
        for (long key = 0; key < 5000; key++) {
            filled.put(key, "value");
        }
        return filled;
    }

    private static Reclaimer limited(BacklogLimits.WhenFull whenFull) {
        return Reclaimer.create(ReclaimerConfig.defaults()
                .withLimits(BacklogLimits.defaults().withFull(1L << 40, 700, whenFull)));
    }

    @Test
    void aMapIsClearedWhollyOrNotAtAllWhenTheBacklogFillsMeanwhile() throws InterruptedException {
        try (Reclaimer limited = limited(BacklogLimits.WhenFull.THROW);
                OffHeapMap<Long, String> first = filled(limited);
                OffHeapMap<Long, String> second = filled(limited)) {
            limited.barrier();
            try (OpenReader _ = OpenReader.on(ThreadKind.PLATFORM)) {
                first.clear();
                assertThat(first.size()).isZero();
                assertThatThrownBy(second::clear).isInstanceOf(BacklogExceededException.class);
                assertThat(second.size()).isEqualTo(5000);
            }
        }
    }

    @Test
    void clearingWaitsForRoomOnTheWay() throws InterruptedException {
        try (Reclaimer limited = limited(BacklogLimits.WhenFull.WAIT);
                OffHeapMap<Long, String> waiting = filled(limited);
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            Background clearing = clearingThatWaits(waiting, limited);
            assertThat(waiting.size()).as("what is left meanwhile").isPositive();
            reader.leave();
            clearing.join();
            assertThat(waiting.size()).isZero();
        }
    }

    private static Background clearingThatWaits(OffHeapMap<Long, String> map, Reclaimer limited) {
        Background clearing = Background.platform("clears", map::clear);
        Await.until("the backlog is full, and it waits",
                () -> limited.statistics().unreclaimedBytes() != 0 && Await.isWaiting(clearing.thread()));
        return clearing;
    }

    @Test
    void clearingIsNotRefusedOnTheWayBecauseTheReclaimerCloses() throws InterruptedException {
        Reclaimer limited = limited(BacklogLimits.WhenFull.WAIT);
        OffHeapMap<Long, String> cleared = filled(limited);
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            Background clearing = clearingThatWaits(cleared, limited);
            assertThat(limited.close(Duration.ZERO)).as("the reader stays").isFalse();
            clearing.join();
            assertThat(cleared.size()).isZero();
            reader.leave();
        }
        limited.close();
        // It was to be closed before its reclaimer, so it loses what it has.
        assertThatThrownBy(cleared::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
    }

    @Test
    void aFullBacklogIsToldOfBeforeTheMapChanges() throws InterruptedException {
        int refused = 0;
        ReclaimerConfig strict = ReclaimerConfig.defaults()
                .withLimits(BacklogLimits.defaults().withFull(1L << 40, 20, BacklogLimits.WhenFull.THROW));
        try (Reclaimer limited = Reclaimer.create(strict);
                OffHeapMap<Long, byte[]> busy = OffHeapMap.create(limited, Codec.longs(), Codec.bytes())) {
            OpenReader reader = OpenReader.on(ThreadKind.PLATFORM);
            try {
                for (int i = 0; i < 2000; i++) {
                    byte[] value = Integer.toString(i).getBytes(US_ASCII);
                    try {
                        busy.put(1L, value);
                        assertThat(busy.get(1L)).isEqualTo(value);
                    } catch (BacklogExceededException e) {
                        refused++;
                        assertThat(busy.get(1L)).isNotEqualTo(value);
                    }
                }
            } finally {
                reader.close();
            }
        }
        assertThat(refused).isPositive();
    }
}
