// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

/**
 * A change of one entry, and how far it has come. Made before the map changes, so that nothing is to be made
 * afterwards. Each step is noted without a call; whoever goes on where an error struck does none of them twice.
 */
final class Change {

    /** The node that is removed, if there is one. */
    final RetiredNode retired;
    // the thread that changes, as for the following; whether the map has changed
    boolean made;
    // 1 if an entry came, -1 if one went; 0 once that is counted
    int addedEntries;
    // how many bytes the entries have more, or less
    long addedBytes;
    boolean bytesCounted;
    // whether `retired` is somebody else's by now, or there is none
    boolean settled;
    boolean finished;

    Change(NodeMemory memory) {
        retired = new RetiredNode(memory);
    }
}
