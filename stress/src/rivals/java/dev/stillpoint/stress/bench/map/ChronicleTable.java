// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.openhft.chronicle.map.ChronicleMap;

/** A Chronicle Map, whose values are read by {@code getUsing} into a buffer of the thread. */
public final class ChronicleTable extends KeyValueTable {

    private static final double AVERAGE_VALUE = 54;
    private static final int LONGEST_VALUE = 100;

    private final ChronicleMap<Long, ByteBuffer> map;
    private final ThreadLocal<ByteBuffer> buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocate(LONGEST_VALUE));

    public ChronicleTable(int expected) {
        map = ChronicleMap.of(Long.class, ByteBuffer.class).name("table").entries(expected)
                .averageValueSize(AVERAGE_VALUE).create();
    }

    @Override
    public long get(long key) {
        ByteBuffer value = map.getUsing(key, buffers.get());
        return value == null ? 0 : first(value);
    }

    private static long first(ByteBuffer value) {
        return value.order(ByteOrder.nativeOrder()).getLong(0);
    }

    @Override
    public void put(long key, byte[] value) {
        map.put(key, ByteBuffer.wrap(value));
    }

    @Override
    public void insert(long key, byte[] value) {
        map.putIfAbsent(key, ByteBuffer.wrap(value));
    }

    @Override
    public void remove(long key) {
        map.remove(key);
    }

    @Override
    public long sum() {
        long[] sum = {0};
        map.forEachEntry(entry -> sum[0] += first(entry.value().getUsing(buffers.get())));
        return sum[0];
    }

    @Override
    public void close() {
        map.close();
    }
}
