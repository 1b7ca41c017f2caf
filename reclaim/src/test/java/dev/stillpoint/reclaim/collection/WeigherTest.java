// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.support.Background;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What entries of a map weigh, and that the map keeps to its limit. */
class WeigherTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final List<OffHeapMap<?, ?>> maps = new ArrayList<>();

    @AfterEach
    void everythingIsFreed() {
        maps.forEach(OffHeapMap::close);
        reclaimer.close();
        for (OffHeapMap<?, ?> map : maps) {
            assertThat(map.statistics().allocatedBytes()).isZero();
        }
    }

    private <K, V> OffHeapMap<K, V> kept(OffHeapMap<K, V> map) {
        maps.add(map);
        return map;
    }

    /** Weighs what the number says that is the value. */
    private OffHeapMap<String, Long> weighed(long limit) {
        return kept(OffHeapMap.create(reclaimer, Codec.strings(), Codec.longs(),
                OffHeapMapConfig.defaults().withWeightLimit(limit), (_, value) -> Math.toIntExact(value)));
    }

    @Test
    void withoutAWeigherTheLimitIsANumberOfEntries() {
        OffHeapMap<Long, byte[]> map = kept(OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes(),
                OffHeapMapConfig.defaults().withWeightLimit(100)));
        for (long key = 0; key < 5000; key++) {
            map.put(key, new byte[(int) key % 50]);
            assertThat(map.size()).isLessThanOrEqualTo(100);
        }
        assertThat(map.size()).isGreaterThan(75);
        assertThat(map.statistics().entryWeight()).isEqualTo(map.size());
        assertThat(map.statistics().evictions()).isEqualTo(5000 - map.size());
    }

    @Test
    void theWeightIsTheSumOfWhatIsThereAndStaysBelowTheLimit() {
        OffHeapMap<String, Long> map = weighed(10_000);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            String key = "key " + random.nextInt(500);
            if (random.nextInt(4) == 0) {
                map.remove(key);
            } else {
                map.put(key, (long) random.nextInt(200));
            }
            if (i % 100 == 0) {
                Map<String, Long> there = new HashMap<>();
                map.forEach(entry -> there.put(entry.key(), entry.value()));
                assertThat(map.statistics().entryWeight()).isLessThanOrEqualTo(10_000)
                        .isEqualTo(there.values().stream().mapToLong(Long::longValue).sum());
            }
        }
        assertThat(map.statistics().evictions()).isPositive();
        map.clear();
        assertThat(map.statistics().entryWeight()).isZero();
        assertThat(map.statistics().entryBytes()).isZero();
    }

    @Test
    void eachWayToGiveAValueIsWeighed() {
        OffHeapMap<String, Long> map = weighed(1000);
        map.put("a", 1L);
        map.putIfAbsent("b", 20L);
        map.putIfAbsent("a", 500L);
        assertThat(map.statistics().entryWeight()).isEqualTo(21);
        map.replace("a", 2L);
        map.replace("b", 20L, 30L);
        assertThat(map.statistics().entryWeight()).isEqualTo(32);
        map.compute("a", (_, seen) -> seen + 1);
        map.merge("b", 10L, Long::sum);
        map.computeIfAbsent("c", _ -> 100L);
        assertThat(map.statistics().entryWeight()).isEqualTo(143);
        map.remove("a", 3L);
        assertThat(map.statistics().entryWeight()).isEqualTo(140);
    }

    @Test
    void theWeightIsRememberedAsItWasWhenTheValueWasPut() {
        int[] weight = {5};
        OffHeapMap<Long, String> map = kept(OffHeapMap.create(reclaimer, Codec.longs(), Codec.strings(),
                OffHeapMapConfig.defaults().withWeightLimit(100), (_, _) -> weight[0]));
        map.put(1L, "first");
        weight[0] = 70;
        map.remove(1L);
        assertThat(map.statistics().entryWeight()).isZero();
    }

    @Test
    void whatWeighsNothingStays() {
        OffHeapMap<String, Long> map = weighed(100);
        map.put("free", 0L);
        for (int i = 0; i < 1000; i++) {
            map.put("key " + i, 30L);
        }
        assertThat(map.get("free")).isZero();
        assertThat(map.size()).isEqualTo(4);
    }

    @Test
    void bothLimitsHold() {
        OffHeapMap<String, Long> map = kept(OffHeapMap.create(reclaimer, Codec.strings(), Codec.longs(),
                OffHeapMapConfig.defaults().withWeightLimit(1_000_000).withByteLimit(10_000), (_, _) -> 0));
        for (int i = 0; i < 1000; i++) {
            map.put("key " + i, 30L);
            assertThat(map.statistics().entryBytes()).isLessThanOrEqualTo(10_000);
        }
    }

    @Test
    void anEntryThatWeighsTooMuchDoesNotStay() {
        OffHeapMap<String, Long> map = weighed(100);
        map.put("a", 101L);
        assertThat(map.size()).isZero();
    }

    @Test
    void threadsThatPutAtOnceKeepTheSum() throws InterruptedException {
        OffHeapMap<String, Long> map = weighed(2000);
        List<Background> writers = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            Random random = new Random(number);
            writers.add(Background.platform("writer " + number, () -> {
                for (int i = 0; i < 20_000; i++) {
                    map.put("key " + random.nextInt(100), (long) random.nextInt(50));
                }
            }));
        }
        for (Background writer : writers) {
            writer.join();
        }
        long[] sum = new long[1];
        map.forEach(entry -> sum[0] += entry.value());
        assertThat(map.statistics().entryWeight()).isEqualTo(sum[0]).isLessThanOrEqualTo(2000);
    }

    @Test
    void aWeightBelowNothingIsRefusedAndNothingChanges() {
        OffHeapMap<String, Long> map = weighed(100);
        map.put("a", 1L);
        assertThatThrownBy(() -> map.put("a", -1L)).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "The weigher of map off-heap map says that an entry weighs -1; it must be 0 or more.");
        assertThatThrownBy(() -> map.put("b", 1L << 40)).isInstanceOf(ArithmeticException.class);
        assertThat(map.get("a")).isEqualTo(1);
        assertThat(map.size()).isEqualTo(1);
        assertThat(map.statistics().entryWeight()).isEqualTo(1);
    }

    @Test
    void noWeigherIsRefused() {
        assertThatThrownBy(() -> OffHeapMap.create(reclaimer, Codec.strings(), Codec.longs(),
                OffHeapMapConfig.defaults(), null)).isInstanceOf(NullPointerException.class).hasMessage("weigher");
    }
}
