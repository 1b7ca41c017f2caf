// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.memory.raw.CLibrary;

/**
 * Where the nodes of a structure come from, and where they go when nobody can reach them any more: {@code malloc} and
 * {@code free} of the C library, as in our own collections. It is the same under each {@link Protection}, so that what
 * is compared is when nodes are freed and what readers pay for it.
 *
 * <p>Nodes are named by their addresses and have one size. The first word of a node is its link to the next one, in
 * whose lowest bit a structure may keep a mark. Any thread may call everything.
 */
class NodeMemory {

    private static final long MARK = 1;

    private final long bytes;

    NodeMemory(long bytes) {
        this.bytes = bytes;
    }

    /** Where a link leads, without its mark. */
    static long node(long link) {
        return link & ~MARK;
    }

    static boolean isMarked(long link) {
        return (link & MARK) != 0;
    }

    static long marked(long node) {
        return node | MARK;
    }

    /** The size of a node. */
    final long bytes() {
        return bytes;
    }

    /** A node that is filled with anything. */
    long allocate() {
        return CLibrary.malloc(bytes);
    }

    /** Frees a node at once. */
    void free(long node) {
        CLibrary.free(node);
    }
}
