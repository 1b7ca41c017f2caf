// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.reload.FileMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

// @start region="table"
/** A country of two letters for each address, as bytes of a file. */
final class Table implements Reclaimable {

    private static final int ROW = 2;

    private final FileMemory memory;

    /** If this throws, the memory is freed for it. */
    Table(FileMemory memory) throws IOException {
        if (memory.segment().byteSize() % ROW != 0) {
            throw new IOException("the last row is not whole");
        }
        this.memory = memory;
    }

    /** If this throws, the table is freed for it. */
    void verify() throws IOException {
        if (memory.segment().byteSize() == 0) {
            throw new IOException("there are no rows");
        }
    }

    /** Returns a copy: a string. */
    String country(int address) {
        return new String(bytes(address).toArray(JAVA_BYTE), US_ASCII);
    }

    /** Returns a view of the memory, and says so. */
    @GuardScoped
    MemorySegment bytes(int address) {
        return memory.segment().asSlice((long) ROW * address, ROW);
    }

    @Override
    public void reclaim() throws Exception {
        memory.reclaim();
    }

    @Override
    public long byteSize() {
        return memory.byteSize();
    }
}
// @end
