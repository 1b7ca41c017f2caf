// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Our map, whose values are read in place. */
public class OffHeapTable extends KeyValueTable {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final OffHeapMap<Long, byte[]> map = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes());

    /** The number of entries is not needed. */
    public OffHeapTable(int expected) {
    }

    final OffHeapMap<Long, byte[]> map() {
        return map;
    }

    @Override
    public long get(long key) {
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment value = map.view(key, guard);
            return value == null ? 0 : value.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    @Override
    public final void put(long key, byte[] value) {
        map.put(key, value);
    }

    @Override
    public final void insert(long key, byte[] value) {
        map.putIfAbsent(key, value);
    }

    @Override
    public final void remove(long key) {
        map.remove(key);
    }

    @Override
    public final long sum() {
        long[] sum = {0};
        map.forEach(entry -> sum[0] += entry.valueView().get(ValueLayout.JAVA_LONG, 0));
        return sum[0];
    }

    @Override
    public final void close() {
        map.close();
        reclaimer.close();
    }
}
