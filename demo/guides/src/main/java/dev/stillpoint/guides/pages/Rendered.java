// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import dev.stillpoint.reclaim.collection.OffHeapQueue;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** {@code docs/collections.md}: pages that were rendered, kept and sent off the heap. */
final class Rendered {

    private Rendered() {
    }

    /** Writes the page as it lies in memory, and returns a copy. */
    static byte @Nullable [] pages(Reclaimer reclaimer, byte[] rendered, WritableByteChannel channel)
            throws IOException {
        // @start region="pages"
        OffHeapMap<String, byte[]> pages = OffHeapMap.create(reclaimer, Codec.strings(), Codec.bytes());
        pages.put("/index", rendered);
        byte[] copy = pages.get("/index");
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment page = pages.view("/index", guard); // not copied; valid while the guard is open
            if (page != null) {
                channel.write(page.asByteBuffer());
            }
        }
        // @end
        pages.close();
        return copy;
    }

    /** Writes a message that went through a queue. */
    static void messages(Reclaimer reclaimer, byte[] rendered, WritableByteChannel channel) throws IOException {
        // @start region="messages"
        OffHeapQueue<byte[]> messages = OffHeapQueue.create(reclaimer, Codec.bytes());
        messages.add(rendered);
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment next = messages.pollView(guard); // taken, not copied; valid while the guard is open
            if (next != null) {
                channel.write(next.asByteBuffer());
            }
        }
        // @end
        messages.close();
    }
}
