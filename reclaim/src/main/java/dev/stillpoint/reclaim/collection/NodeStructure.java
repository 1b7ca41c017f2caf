// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.raw.StripedCount;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that are linked in some way: their memory, and how a change is made so that no error tears it. How they are
 * linked and counted it does not know. {@link #make} is called in a read section, which lasts as long as the caller
 * uses a node.
 */
abstract class NodeStructure {

    /*
     * Errors. What an operation needs it makes before the compare-and-set that changes the structure: the node, what
     * retires another, and the object that it returns. From then on nothing is thrown. What is left to do then may
     * fail, on a full heap, at the end of the stack, or because the reclaimer is closed. Then the change is put among
     * the `unfinished` ones, and whoever changes the structure next goes on with it; the last to do so is who frees it.
     * Putting it there makes no object and is no call: at the end of a stack there is room for neither. That is why a
     * monitor guards them, and not a compare-and-set. No thread holds it for longer than two writes.
     *
     * Whoever makes a change frees the new node if it is told that nothing has changed. So a change that is made, and
     * throws, would free what is linked.
     */

    private final Reclaimer reclaimer;
    private final NodeMemory memory = new NodeMemory();
    private final StripedCount bytes = new StripedCount();
    private final StripedCount weight = new StripedCount();
    /** The monitor of those that are unfinished. */
    private final Object leaving = new Object();
    // written under the monitor, or by who frees the structure; any thread reads
    private volatile @Nullable Change unfinished;

    NodeStructure(Reclaimer reclaimer) {
        this.reclaimer = reclaimer;
    }

    final NodeMemory memory() {
        return memory;
    }

    /** The bytes of all nodes that are in it. */
    final long bytes() {
        return bytes.sum();
    }

    /** What all nodes that are in it weigh, as far as its changes say. */
    long weight() {
        return weight.sum();
    }

    /** Values came or, if negative, went, and are to be counted. If this throws, they are not. */
    abstract void counted(int values);

    /** Unlinks a node that was removed, if it is still linked. */
    abstract void unlink(long node);

    /** Makes a change, and does what is left to do then. If this throws, nothing has changed. */
    final void make(Change change) {
        finishWhatIsLeft();
        try {
            change.make();
            finish(change);
        } catch (Throwable e) {
            try {
                finish(change);
            } catch (Throwable again) {
                // No call may stand here.
                synchronized (leaving) {
                    change.next = unfinished;
                    unfinished = change;
                }
            }
            if (!change.made) {
                throw e;
            }
        }
    }

    private void finish(Change change) {
        if (!change.made) {
            if (change.fresh != 0) {
                memory.free(change.fresh, change.freshBytes);
                change.fresh = 0;
            }
            return;
        }
        if (change.addedBytes != 0) {
            bytes.add(change.addedBytes);
            change.addedBytes = 0;
        }
        if (change.addedWeight != 0) {
            weight.add(change.addedWeight);
            change.addedWeight = 0;
        }
        if (change.added != 0) {
            counted(change.added);
            change.added = 0;
        }
        if (change.retired != null) {
            if (!change.unlinked) {
                unlink(change.retired.node());
                change.unlinked = true;
            }
            reclaimer.retireWithoutWaiting(change.retired);
            change.retired = null;
        }
    }

    /**
     * Stops at the first that fails again, for the same would keep the others: who changes must not try all of them.
     */
    private void finishWhatIsLeft() {
        while (unfinished != null) {
            Change change;
            synchronized (leaving) {
                change = unfinished;
                if (change == null) {
                    return;
                }
                unfinished = change.next;
            }
            try {
                finish(change);
            } catch (Throwable e) {
                // No call may stand here.
                synchronized (leaving) {
                    change.next = unfinished;
                    unfinished = change;
                }
                return;
            }
        }
    }

    // -- when nobody uses it any more

    /** Whether nodes are left that {@link #freeWhatIsLeft} frees. */
    final boolean hasUnfinished() {
        return unfinished != null;
    }

    /**
     * Frees what unfinished changes have removed, linked or not, and what they did not link. Each step is noted without
     * a call, so if this throws, it can be called again.
     */
    final void freeWhatIsLeft() {
        for (Change left = unfinished; left != null; left = unfinished) {
            if (!left.made) {
                // What it wanted to remove is still in the structure.
                if (left.fresh != 0) {
                    memory.free(left.fresh, left.freshBytes);
                }
            } else if (left.retired != null) {
                left.retired.reclaim();
                left.retired = null;
            }
            unfinished = left.next;
        }
    }
}
