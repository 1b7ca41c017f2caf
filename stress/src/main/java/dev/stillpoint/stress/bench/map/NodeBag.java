// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** Nodes that one thread has retired and not freed yet. They are numbers in an array, so retiring makes no object. */
final class NodeBag {

    private final NodeMemory memory;
    private long[] nodes = new long[2 * Protection.BATCH];
    private int size;

    NodeBag(NodeMemory memory) {
        this.memory = memory;
    }

    int size() {
        return size;
    }

    void add(long node) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * size);
        }
        nodes[size] = node;
        size++;
    }

    void freeAll() {
        freeUnless(_ -> false);
    }

    /** Frees all but those that are still held. */
    void freeUnless(LongPredicate isHeld) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (isHeld.test(nodes[i])) {
                nodes[kept] = nodes[i];
                kept++;
            } else {
                memory.free(nodes[i]);
            }
        }
        size = kept;
    }
}
