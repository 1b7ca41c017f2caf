// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import org.jspecify.annotations.Nullable;

/** A node that was removed from a map, as its reclaimer sees it. */
final class RetiredNode implements Reclaimable {

    private final NodeMemory memory;
    // who removes the node; afterwards the thread that frees. 0 once it is freed
    long node;
    private long bytes;
    // while this is on a stack: set by who puts it there
    @Nullable RetiredNode next;

    RetiredNode(NodeMemory memory) {
        this.memory = memory;
    }

    void set(long removed) {
        node = removed;
        bytes = Node.bytes(removed);
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    @Override
    public void reclaim() {
        memory.free(node, bytes);
        node = 0;
    }

    @Override
    public boolean isRepeatable() {
        return node != 0;
    }
}
