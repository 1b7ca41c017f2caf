// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import org.jspecify.annotations.Nullable;

/**
 * A change of one entry: whether it is made, and what is left to do then. Filled in before the map changes, so that
 * nothing is to be made afterwards. What is done is taken out without a call, so whoever goes on where an error struck
 * does nothing twice.
 */
final class Change {

    // the thread that changes, as for the following; whether the map has changed
    boolean made;
    // the node that was removed and is to be retired; null if there is none
    @Nullable RetiredNode retired;
    // 1 if an entry came and is to be counted, -1 if one went
    int addedEntries;
    // how many bytes the entries have more, or less, which is to be counted
    long addedBytes;

    /** What is left to do if one node takes the place of another. Each may be 0, for none. */
    void prepare(NodeMemory memory, long removed, long added) {
        retired = removed == 0 ? null : new RetiredNode(memory, removed);
        addedEntries = (added == 0 ? 0 : 1) - (removed == 0 ? 0 : 1);
        addedBytes = (added == 0 ? 0 : Node.bytes(added)) - (retired == null ? 0 : retired.byteSize());
    }
}
