// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import dev.stillpoint.reclaim.adapt.LeasePool;
import java.nio.ByteBuffer;

/** {@code docs/adapters.md}: a pool that lends. */
final class Adapting {

    private Adapting() {
    }

    // @start region="lease"
    static LeasePool<ByteBuffer> buffers() {
        return LeasePool.of(() -> ByteBuffer.allocateDirect(1 << 16));
    }

    static int encode(LeasePool<ByteBuffer> buffers, String message) {
        try (LeasePool.Lease<ByteBuffer> lease = buffers.borrow()) {
            ByteBuffer buffer = lease.get().clear();
            message.chars().forEach(letter -> buffer.putChar((char) letter));
            return buffer.position();
        }
    }
    // @end
}
