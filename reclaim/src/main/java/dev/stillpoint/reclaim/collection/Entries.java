// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.collection.HashList.Place;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a map, as nodes. Knows nothing of what keys and values mean. All methods but the figures are called in
 * a read section, which lasts as long as the caller uses a node.
 */
final class Entries extends NodeStructure {

    /** Stands for whatever node is there, or none. */
    static final long ANY = -1;

    private final Buckets buckets;
    private final boolean haveWeights;

    /** @param haveWeights whether each entry is put with a weight; if not, each weighs 1 */
    Entries(Reclaimer reclaimer, boolean haveWeights) {
        super(reclaimer);
        this.haveWeights = haveWeights;
        buckets = new Buckets(reclaimer);
    }

    long count() {
        return buckets.entries();
    }

    /** What they weigh. */
    @Override
    long weight() {
        return haveWeights ? super.weight() : count();
    }

    Buckets buckets() {
        return buckets;
    }

    /** Frees the buckets of a map that nobody has seen. */
    void freeUnused() {
        buckets.free();
    }

    /** This may make the buckets grow or shrink. */
    @Override
    void counted(int values) {
        buckets.added(values);
    }

    @Override
    void unlink(long node) {
        long hash = Node.hash(node);
        HashList.sweep(buckets.start(hash), hash);
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
     * Gives a key a value.
     *
     * @param key null if the hash says all
     * @param expected the node that must be there, 0 if none must, or {@link #ANY}
     * @param weight at least 0; not used if entries have none
     * @return whether the map has changed
     */
    <V> boolean put(long hash, byte @Nullable [] key, long expected, Codec<V> codec, V value, int weight) {
        Put<V> change = new Put<>(hash, key, expected, codec, value, weight);
        make(change);
        return change.made;
    }

    /** Removes a key. The rest is as in {@link #put}. */
    boolean remove(long hash, byte @Nullable [] key, long expected) {
        Exchange change = new Exchange(hash, key, expected);
        make(change);
        return change.made;
    }

    /** The fresh node, if there is one, takes the place of that of a key, if there is one. */
    private class Exchange extends Change {

        final long hash;
        final byte @Nullable [] key;
        private final long expected;

        Exchange(long hash, byte @Nullable [] key, long expected) {
            this.hash = hash;
            this.key = key;
            this.expected = expected;
        }

        @Override
        void make() {
            while (!made) {
                Place place = HashList.find(buckets.start(hash), hash, key);
                long node = place.node();
                if ((expected != ANY && node != expected) || (node == 0 && fresh == 0)) {
                    return;
                }
                prepare(this, node);
                if (node == 0) {
                    made = HashList.insert(place, fresh);
                } else {
                    made = fresh == 0 ? HashList.mark(node, place.word()) : HashList.replace(place, fresh);
                    if (made) {
                        unlinked = HashList.unlink(place);
                    }
                }
            }
        }
    }

    private final class Put<V> extends Exchange {

        private final Codec<V> codec;
        private final V value;
        private final int weight;

        Put(long hash, byte @Nullable [] key, long expected, Codec<V> codec, V value, int weight) {
            super(hash, key, expected);
            this.codec = codec;
            this.value = value;
            this.weight = weight;
        }

        @Override
        void make() {
            int length = Encoding.byteSize(codec, value);
            int keyLength = key == null ? 0 : key.length;
            freshBytes = haveWeights ? Node.bytesWithWeight(keyLength, length) : Node.bytes(keyLength, length);
            fresh = memory().allocate(freshBytes);
            Node.fill(fresh, hash, key, length);
            if (haveWeights) {
                Node.setWeight(fresh, weight);
            }
            codec.write(value, Node.valueToFill(fresh));
            super.make();
        }
    }

    /**
     * Removes a node that was found, whatever its key.
     *
     * @return false if somebody else has removed it
     */
    boolean remove(long node) {
        Removal change = new Removal(node);
        make(change);
        return change.made;
    }

    private final class Removal extends Change {

        private final long node;

        Removal(long node) {
            this.node = node;
        }

        @Override
        void make() {
            prepare(this, node);
            long word = Words.getAcquire(node);
            while (!made && HashList.isNode(word)) {
                made = HashList.mark(node, word);
                word = Words.getAcquire(node);
            }
        }
    }

    /** What is left to do if the fresh node, if there is one, takes the place of another; 0 for none. */
    private void prepare(Change change, long removed) {
        change.retired = removed == 0 ? null : new RetiredNode(memory(), removed);
        if (change.fresh != 0) {
            Node.inheritUses(change.fresh, removed);
        }
        change.added = (change.fresh == 0 ? 0 : 1) - (removed == 0 ? 0 : 1);
        change.addedBytes = change.freshBytes - (removed == 0 ? 0 : Node.bytes(removed));
        if (haveWeights) {
            change.addedWeight = weight(change.fresh) - weight(removed);
        }
    }

    private static long weight(long node) {
        return node == 0 ? 0 : Node.weight(node);
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
        int index = table.indexOf(first);
        int end = Math.addExact(index, buckets);
        ReadAhead ahead = new ReadAhead();
        long begin = first;
        do {
            ahead.reach(table, index);
            begin = forEachIn(table, index, begin, action);
            index++;
        } while (index < end && begin != 0);
        return begin;
    }

    /** As {@link #forEach}, for one bucket. */
    long forEachInOne(long first, LongConsumer action) {
        BucketTable table = buckets.table();
        return forEachIn(table, table.indexOf(first), first, action);
    }

    private long forEachIn(BucketTable table, int bucket, long begin, LongConsumer action) {
        long next = table.endHash(bucket);
        forEachIn(begin, next - 1, action);
        return next;
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

        // the thread that frees, as for the following; made beforehand, because freeing must need no memory
        private final ReadAhead ahead = new ReadAhead();
        // a node that is taken out of the list, or 0
        private long taken;
        // no node is left, so the buckets need not lead to one any more
        private boolean isEmpty;
        private boolean done;

        @Override
        public long byteSize() {
            // A value may be removed and counted out before who put it has counted it in.
            return Math.max(0, bytes()) + buckets.table().bytes();
        }

        /** Each step is noted without a call, so whoever goes on where an error struck frees nothing twice. */
        @Override
        public void reclaim() {
            if (!isEmpty) {
                buckets.end();
                freeNodes();
                isEmpty = true;
            }
            buckets.free();
            done = true;
        }

        private void freeNodes() {
            freeTaken();
            BucketTable table = buckets.table();
            long head = table.bucket(0);
            for (long node = next(head); node != 0; node = next(head)) {
                long word = Words.get(node);
                if (HashList.isBucket(word)) {
                    ahead.reach(table, table.indexOf(Node.hash(node)));
                }
                // What was removed and is still linked is among the unfinished.
                long freed = HashList.isNode(word) ? node : 0;
                Words.set(head, word);
                taken = freed;
                freeTaken();
            }
            freeWhatIsLeft();
        }

        private void freeTaken() {
            if (taken != 0) {
                memory().free(taken, Node.bytes(taken));
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
