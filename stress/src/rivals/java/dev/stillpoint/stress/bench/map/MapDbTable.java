// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;

/** A hash map of MapDB in direct memory: values are copied out. */
public final class MapDbTable extends KeyValueTable {

    private final DB database = DBMaker.memoryDirectDB().make();
    private final HTreeMap<Long, byte[]> map =
            database.hashMap("table", Serializer.LONG, Serializer.BYTE_ARRAY).create();

    /** The number of entries is not needed. */
    public MapDbTable(int expected) {
    }

    @Override
    public long get(long key) {
        byte[] value = map.get(key);
        return value == null ? 0 : Bytes.first(value);
    }

    @Override
    public void put(long key, byte[] value) {
        map.put(key, value);
    }

    @Override
    public void insert(long key, byte[] value) {
        map.putIfAbsent(key, value);
    }

    @Override
    public void remove(long key) {
        map.remove(key);
    }

    @Override
    public long sum() {
        long sum = 0;
        for (byte[] value : map.getValues()) {
            sum += Bytes.first(value);
        }
        return sum;
    }

    @Override
    public void close() {
        database.close();
    }
}
