// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.Reclaimer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a map, and the smaller collections, do where their users ask for too much. */
class MapBoundariesTest {

    private static final byte[] KEY = {1};

    private final Reclaimer reclaimer = Reclaimer.create();
    private final OffHeapMap<byte[], byte[]> map = OffHeapMap.create(reclaimer, Codec.bytes(), Codec.bytes());

    private boolean reclaimerIsClosed;

    @AfterEach
    void close() {
        if (!reclaimerIsClosed) {
            map.close();
            reclaimer.close();
            assertThat(map.statistics().allocatedBytes()).isZero();
        }
    }

    // -- an entry that is kept

    static Stream<Consumer<OffHeapMap.Entry<byte[], byte[]>>> uses() {
        return Stream.of(OffHeapMap.Entry::key, OffHeapMap.Entry::value, OffHeapMap.Entry::keyView,
                OffHeapMap.Entry::valueView);
    }

    @ParameterizedTest
    @MethodSource("uses")
    void anEntryThatWasKeptSaysSo(Consumer<OffHeapMap.Entry<byte[], byte[]>> use) {
        map.put(KEY, new byte[8]);
        List<OffHeapMap.Entry<byte[], byte[]>> kept = new ArrayList<>();
        map.forEach(kept::add);
        map.clear();
        assertThatThrownBy(() -> use.accept(kept.getFirst())).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Copy its key and value in the action");
    }

    @Test
    void anEntryThatWasKeptByAnActionThatThrowsSaysSo() {
        map.put(KEY, new byte[8]);
        List<OffHeapMap.Entry<byte[], byte[]>> kept = new ArrayList<>();
        assertThatThrownBy(() -> map.forEach(entry -> {
            kept.add(entry);
            throw new UnsupportedOperationException("expected");
        })).hasMessage("expected");
        assertThatThrownBy(kept.getFirst()::value).isInstanceOf(IllegalStateException.class);
    }

    // -- a key that the program changes meanwhile

    @Test
    void aFunctionThatChangesTheKeysArrayChangesAnotherKey() {
        byte[] key = KEY.clone();
        map.compute(key, (_, _) -> {
            key[0] = 2;
            return new byte[8];
        });
        assertThat(map.containsKey(KEY)).isTrue();
        assertThat(map.containsKey(key)).isFalse();
        byte[] other = {3};
        map.computeIfAbsent(other, _ -> {
            other[0] = 2;
            return new byte[8];
        });
        assertThat(map.containsKey(new byte[] {3})).isTrue();
        assertThat(map.size()).isEqualTo(2);
    }

    @Test
    void aCodecThatChangesTheKeysArrayChangesAnotherKey() {
        byte[] key = KEY.clone();
        Codec<byte[]> careless = new Codec<>() {
            @Override
            public int byteSize(byte[] value) {
                key[0] = 2;
                return Codec.bytes().byteSize(value);
            }

            @Override
            public void write(byte[] value, MemorySegment target) {
                Codec.bytes().write(value, target);
            }

            @Override
            public byte[] read(MemorySegment source) {
                return Codec.bytes().read(source);
            }
        };
        OffHeapMap<byte[], byte[]> other = OffHeapMap.create(reclaimer, Codec.bytes(), careless);
        other.put(key, new byte[8]);
        assertThat(other.containsKey(KEY)).isTrue();
        key[0] = 1;
        assertThat(other.replace(key, new byte[8], new byte[9])).isTrue();
        key[0] = 1;
        assertThat(other.remove(key, new byte[9])).isTrue();
        other.close();
    }

    // -- a value that somebody else has put meanwhile

    @Test
    void whoLosesPutsNothing() {
        long before = reclaimer.statistics().retiredObjects();
        byte[] value = map.computeIfAbsent(KEY, key -> {
            map.put(key, new byte[] {7});
            return new byte[] {8};
        });
        assertThat(value).containsExactly(7);
        assertThat(reclaimer.statistics().retiredObjects()).isEqualTo(before);
    }

    // -- an entry larger than the limit

    private static OffHeapMap<Long, byte[]> cache(Reclaimer reclaimer, OffHeapMapConfig config) {
        OffHeapMap<Long, byte[]> cache = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes(), config,
                (_, value) -> value.length);
        for (long key = 0; key < 100; key++) {
            cache.put(key, new byte[10]);
        }
        for (int i = 0; i < 3; i++) {
            cache.get(5L);
        }
        return cache;
    }

    static Stream<OffHeapMapConfig> limits() {
        return Stream.of(OffHeapMapConfig.defaults().withByteLimit(10_000),
                OffHeapMapConfig.defaults().withWeightLimit(1000));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void anEntryLargerThanTheLimitDrivesNoneOfTheOthersOut(OffHeapMapConfig config) {
        OffHeapMap<Long, byte[]> cache = cache(reclaimer, config);
        cache.put(5L, new byte[20_000]);
        assertThat(cache.containsKey(5L)).isFalse();
        assertThat(cache.size()).isEqualTo(99);
        cache.put(1000L, new byte[20_000]);
        assertThat(cache.containsKey(1000L)).isFalse();
        assertThat(cache.size()).isEqualTo(99);
        assertThat(cache.statistics().evictions()).isEqualTo(2);
        cache.close();
    }

    // -- a reclaimer that is closed

    @Test
    void whatWouldHaveToRetireSaysThatTheReclaimerIsClosed() {
        OffHeapQueue<byte[]> queue = OffHeapQueue.create(reclaimer, Codec.bytes());
        OffHeapStack<byte[]> stack = OffHeapStack.create(reclaimer, Codec.bytes());
        OffHeapSortedSet<Long> set = OffHeapSortedSet.create(reclaimer, Codec.orderedLongs());
        map.put(KEY, new byte[8]);
        queue.add(KEY);
        stack.push(KEY);
        set.add(1L);
        reclaimer.close();
        reclaimerIsClosed = true;
        for (Runnable change : List.<Runnable>of(() -> map.put(KEY, new byte[9]), () -> map.remove(KEY),
                () -> map.replace(KEY, new byte[9]), () -> map.merge(KEY, new byte[9], (_, added) -> added),
                map::clear, queue::poll, stack::pop, () -> set.remove(1L))) {
            assertThatThrownBy(change::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        }
        assertThat(map.get(KEY)).hasSize(8);
        assertThat(queue.size()).isOne();
        assertThat(stack.size()).isOne();
        assertThat(set.contains(1L)).isTrue();
    }
}
