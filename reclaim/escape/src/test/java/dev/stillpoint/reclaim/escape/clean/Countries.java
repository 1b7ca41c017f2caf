// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.clean;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Country names off the heap, replaced as a whole. */
final class Countries implements AutoCloseable {

    private static final int NAME_BYTES = 32;

    private final QsbrReference<NativeBlock> names;

    Countries(Reclaimer reclaimer, List<String> initial) {
        names = QsbrReference.of(reclaimer, copy(initial));
    }

    String name(int country) {
        return ScopedQsbr.read(() -> name(names.get().segment(), country));
    }

    List<String> all() {
        List<String> copies = new ArrayList<>();
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment segment = names.get(guard).segment();
            for (int country = 0; country < segment.byteSize() / NAME_BYTES; country++) {
                copies.add(name(segment, country));
            }
        }
        return copies;
    }

    void replace(List<String> next) {
        names.replace(copy(next));
    }

    private static String name(MemorySegment segment, int country) {
        return segment.getString((long) country * NAME_BYTES);
    }

    private static NativeBlock copy(List<String> names) {
        NativeBlock block = BlockAllocator.malloc().allocate((long) NAME_BYTES * names.size());
        for (int i = 0; i < names.size(); i++) {
            block.segment().setString((long) i * NAME_BYTES, names.get(i));
            block.segment().set(ValueLayout.JAVA_BYTE, (i + 1L) * NAME_BYTES - 1, (byte) 0);
        }
        return block;
    }

    @Override
    public void close() {
        names.close();
    }
}
