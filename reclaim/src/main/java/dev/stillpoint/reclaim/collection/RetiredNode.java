// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;

/** A node that was removed from a map, as its reclaimer sees it. */
final class RetiredNode implements Reclaimable {

    private final NodeMemory memory;
    private final long bytes;
    // the thread that frees; 0 once it is freed
    private long node;

    /** Of a node that is about to be removed. */
    RetiredNode(NodeMemory memory, long node) {
        this.memory = memory;
        this.node = node;
        bytes = Node.bytes(node);
    }

    long node() {
        return node;
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
