// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import java.util.concurrent.ConcurrentHashMap;

/** A {@link ConcurrentHashMap} with arrays on the heap. */
public final class ConcurrentTable extends KeyValueTable {

    private final ConcurrentHashMap<Long, byte[]> map = new ConcurrentHashMap<>();

    /** The number of entries is not needed. */
    public ConcurrentTable(int expected) {
    }

    @Override
    public long get(long key) {
        byte[] value = map.get(key);
        return value == null ? 0 : Bytes.first(value);
    }

    @Override
    public void put(long key, byte[] value) {
        map.put(key, value.clone());
    }

    @Override
    public void insert(long key, byte[] value) {
        map.computeIfAbsent(key, _ -> value.clone());
    }

    @Override
    public void remove(long key) {
        map.remove(key);
    }

    @Override
    public long sum() {
        long sum = 0;
        for (byte[] value : map.values()) {
            sum += Bytes.first(value);
        }
        return sum;
    }

    @Override
    public void close() {
        map.clear();
    }
}
