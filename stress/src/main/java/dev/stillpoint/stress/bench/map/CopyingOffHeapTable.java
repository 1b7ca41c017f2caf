// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

/** Our map, whose values are copied out. */
public final class CopyingOffHeapTable extends OffHeapTable {

    public CopyingOffHeapTable(int expected) {
        super(expected);
    }

    @Override
    public long get(long key) {
        byte[] value = map().get(key);
        return value == null ? 0 : Bytes.first(value);
    }
}
