// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.collection.HashList.Place;
import dev.stillpoint.reclaim.memory.raw.StripedCount;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a map, as nodes. Knows nothing of what keys and values mean. All methods but the figures are called in
 * a read section, which lasts as long as the caller uses a node.
 */
final class Entries {

    /*
     * Errors. What an operation needs it makes before the compare-and-set that changes the map: the node, and what
     * retires the old one. From then on nothing is thrown. Unlinking and retiring may fail, on a full heap, at the end
     * of the stack, or because the reclaimer is closed. Then what was removed goes on the stack `unsettled`, which
     * makes no object, and whoever changes the map next goes on with it; the last to do so frees the map. Counting, and
     * putting on that stack, go less deep into the thread's stack than the compare-and-set has just gone.
     */

    private static final VarHandle UNSETTLED = fieldVarHandle(lookup(), "unsettled", VarHandle.class, Entries.class,
            RetiredNode.class);

    /** Stands for whatever node is there, or none. */
    static final long ANY = -1;

    /** How often a step is tried again that an error has kept from it. */
    private static final int ATTEMPTS = 3;

    private final Reclaimer reclaimer;
    private final Buckets buckets;
    private final NodeMemory memory = new NodeMemory();
    private final StripedCount bytes = new StripedCount();
    // what was removed, and is maybe still linked, and not retired; any thread, CAS and exchange
    private volatile @Nullable RetiredNode unsettled;

    Entries(Reclaimer reclaimer) {
        this.reclaimer = reclaimer;
        buckets = new Buckets(reclaimer);
    }

    long count() {
        return buckets.entries();
    }

    /** The bytes of all nodes in the map. */
    long bytes() {
        return bytes.sum();
    }

    NodeMemory memory() {
        return memory;
    }

    Buckets buckets() {
        return buckets;
    }

    /**
     * The node of a key, or 0.
     *
     * @param key null if the hash says all
     */
    long find(long hash, byte @Nullable [] key) {
        return HashList.lookUp(buckets.startWord(hash), hash, key);
    }

    /**
     * Puts one node in the place of another, for one key.
     *
     * @param expected the node that must be there, 0 if none must, or {@link #ANY}
     * @param fresh a node of that key that nobody else knows, or 0. It is the map's if this returns true; otherwise,
     *        and if this throws, it is the caller's
     * @return whether the map has changed
     */
    boolean exchange(long hash, byte @Nullable [] key, long expected, long fresh) {
        Change change = new Change();
        settleWhatIsLeft();
        try {
            exchange(hash, key, expected, fresh, change);
        } catch (OutOfMemoryError | StackOverflowError e) {
            if (!change.made) {
                throw e;
            }
            finish(change, null);
        }
        return change.made;
    }

    private void exchange(long hash, byte @Nullable [] key, long expected, long fresh, Change change) {
        Place place;
        do {
            place = HashList.find(buckets.start(hash), hash, key);
            long node = place.node();
            if ((expected != ANY && node != expected) || (node == 0 && fresh == 0)) {
                return;
            }
            change.prepare(memory, node, fresh);
            if (node == 0) {
                change.made = HashList.insert(place, fresh);
            } else {
                change.made = fresh == 0 ? HashList.mark(node, place.word()) : HashList.replace(place, fresh);
            }
        } while (!change.made);
        finish(change, place);
    }

    /**
     * Removes a node that was found, whatever its key.
     *
     * @return false if somebody else has removed it
     */
    boolean remove(long node) {
        Change change = new Change();
        change.prepare(memory, node, 0);
        long word = Words.getAcquire(node);
        while (HashList.isNode(word)) {
            change.made = HashList.mark(node, word);
            if (change.made) {
                finish(change, null);
                return true;
            }
            word = Words.getAcquire(node);
        }
        return false;
    }

    // -- what is left to do when the map has changed; none of this throws

    /** @param place where the node was that is removed; null if that is not known */
    private void finish(Change change, @Nullable Place place) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                finishOrFail(change, place);
                return;
            } catch (StackOverflowError e) {
                // Once more.
            }
        }
    }

    private void finishOrFail(Change change, @Nullable Place place) {
        if (change.addedBytes != 0) {
            bytes.add(change.addedBytes);
            change.addedBytes = 0;
        }
        if (change.retired != null) {
            settle(change.retired, place);
            change.retired = null;
        }
        // This may make the buckets grow or shrink, which is best once all is in its place.
        if (change.addedEntries != 0) {
            buckets.added(change.addedEntries);
            change.addedEntries = 0;
        }
    }

    private void settle(RetiredNode retired, @Nullable Place place) {
        try {
            if (place == null || !HashList.unlink(place)) {
                sweep(retired);
            }
            reclaimer.retireWithoutWaiting(retired);
        } catch (Throwable e) {
            leave(retired);
        }
    }

    /** Unlinks it, if it is still linked. */
    private void sweep(RetiredNode retired) {
        long hash = Node.hash(retired.node());
        HashList.sweep(buckets.start(hash), hash);
    }

    private void leave(RetiredNode retired) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                RetiredNode seen;
                do {
                    seen = unsettled;
                    retired.next = seen;
                    // Pairs with Entries.settleWhatIsLeft: the node is removed.
                } while (!UNSETTLED.compareAndSet(this, seen, retired));
                return;
            } catch (StackOverflowError e) {
                // Once more: what failed went deeper into the stack than this.
            }
        }
    }

    private void settleWhatIsLeft() {
        if (unsettled != null) {
            // Pairs with Entries.leave: all of them are removed.
            RetiredNode node = (RetiredNode) UNSETTLED.getAndSet(this, null);
            while (node != null) {
                RetiredNode next = node.next;
                try {
                    settle(node, null);
                } catch (StackOverflowError e) {
                    leave(node);
                }
                node = next;
            }
        }
    }

    // -- all of them

    /**
     * Goes through all nodes in the order of their hashes, beginning at one. A node that is in the map all the time is
     * met; one that comes or goes meanwhile may be met.
     *
     * @param action is given a node; while it runs, anything may happen to the map
     * @param buckets after how many buckets to stop
     * @return the hash at which to go on; 0 at the end
     */
    long forEach(long first, int buckets, LongConsumer action) {
        BucketTable table = this.buckets.table();
        // The map may have shrunk, so that the hash lies amid a bucket.
        long begin = first;
        int index = table.indexOf(first);
        for (int end = Math.addExact(index, buckets); index < end; index++) {
            long next = table.endHash(index);
            forEachIn(begin, next - 1, action);
            if (next == 0) {
                return 0;
            }
            begin = next;
        }
        return begin;
    }

    private void forEachIn(long begin, long end, LongConsumer action) {
        long node = HashList.address(buckets.startWord(begin));
        while (node != 0) {
            long word = Words.getAcquire(node);
            long hash = Node.hash(node);
            if (Long.compareUnsigned(hash, end) > 0) {
                return;
            }
            if (HashList.isNode(word) && Long.compareUnsigned(hash, begin) >= 0) {
                action.accept(node);
            }
            node = HashList.address(word);
        }
    }

    /** What frees everything, once no section sees the map any more. */
    Reclaimable rest() {
        return new Rest();
    }

    /** All that the map has, when it is closed. */
    private final class Rest implements Reclaimable {

        // the thread that frees, as for the following; a node that is taken out of the list, or 0
        private long taken;
        // no node is left, so the buckets need not lead to one any more
        private boolean isEmpty;
        private boolean done;

        @Override
        public long byteSize() {
            return bytes.sum() + buckets.table().bytes();
        }

        /** Each step is noted without a call, so whoever goes on where an error struck frees nothing twice. */
        @Override
        public void reclaim() {
            if (!isEmpty) {
                freeNodes();
                isEmpty = true;
            }
            buckets.free();
            done = true;
        }

        private void freeNodes() {
            for (RetiredNode node = unsettled; node != null; node = unsettled) {
                sweep(node);
                RetiredNode next = node.next;
                node.reclaim();
                unsettled = next;
            }
            freeTaken();
            long head = buckets.table().bucket(0);
            for (long node = next(head); node != 0; node = next(head)) {
                long word = Words.get(node);
                long freed = HashList.isBucket(word) ? 0 : node;
                Words.set(head, word);
                taken = freed;
                freeTaken();
            }
        }

        private void freeTaken() {
            if (taken != 0) {
                memory.free(taken, Node.bytes(taken));
                taken = 0;
            }
        }

        private static long next(long head) {
            return HashList.address(Words.get(head));
        }

        @Override
        public boolean isRepeatable() {
            return !done;
        }
    }
}
