// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.Reclaimable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;

/** A version of something off the heap, as a user would write it. */
class Table implements Reclaimable {

    private static final int ROW_BYTES = 64;

    private final MemorySegment memory;
    private MemorySegment firstPage;

    Table(MemorySegment memory) {
        this.memory = memory; // allowed
    }

    MemorySegment segment() {
        return memory; // allowed
    }

    ByteBuffer buffer() {
        return memory.asByteBuffer();
    }

    int number(int at) {
        return memory.get(ValueLayout.JAVA_INT, at);
    }

    String country(int address) {
        return memory.getString(address);
    }

    List<String> names() {
        return List.of(memory.getString(0), memory.getString(ROW_BYTES));
    }

    @GuardScoped
    Row row(int index) {
        return new Row(memory.asSlice((long) index * ROW_BYTES, ROW_BYTES)); // allowed
    }

    @GuardScoped
    Index index() {
        return new Index();
    }

    void remember() {
        firstPage = memory.asSlice(0, ROW_BYTES); // allowed
    }

    MemorySegment firstPage() {
        return firstPage;
    }

    @Override
    public void reclaim() {
        memory.fill((byte) 0);
    }

    @Override
    public long byteSize() {
        return memory.byteSize();
    }

    /** A part of the table that no type gives away. */
    static final class Index {

        int find(int key) {
            return key;
        }
    }
}
