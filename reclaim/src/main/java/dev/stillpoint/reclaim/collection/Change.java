// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import org.jspecify.annotations.Nullable;

/**
 * A change of a {@link NodeStructure}: how it is made, what came of it, and what is left to do then. Filled in before
 * the structure changes, so that nothing is to be made afterwards. What is done is taken out without a call, so whoever
 * goes on where an error struck does nothing twice.
 */
abstract class Change {

    // the thread that changes, and then who finishes, as for the following; whether the structure has changed
    boolean made;
    // a node that was made to be linked, 0 if there is none, and its size; to be freed if the change is not made
    long fresh;
    long freshBytes;
    // the node that was removed and is to be retired; null if there is none
    @Nullable RetiredNode retired;
    // whether that node is known not to be linked any more
    boolean unlinked;
    // 1 if a value came and is to be counted, -1 if one went
    int added;
    // how many bytes the values have more, or less, which is to be counted
    long addedBytes;
    // the same for what they weigh
    long addedWeight;
    // while this is unfinished
    @Nullable Change next;

    /** Tries to change the structure, and says so in {@link #made} as soon as that is done. */
    abstract void make();
}
