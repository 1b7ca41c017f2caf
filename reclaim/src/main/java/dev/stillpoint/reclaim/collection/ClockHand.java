// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.memory.raw.StripedCount;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Removes entries that were not used lately, when a map has more bytes, or weighs more, than it may. A hand goes round
 * the map in the order of the hashes. It takes a use away from each entry that it passes, and removes those that have
 * none.
 *
 * <p>Source: the clock of Corbató (1969) with counted uses, as in the buffer manager of PostgreSQL. Hashes are
 * scattered, so an entry waits for the hand half a round on average, wherever it comes in.
 */
final class ClockHand {

    /** So many rounds take all uses away, and remove every entry. */
    private static final int MOST_ROUNDS = Node.MOST_USES + 1;

    private final Entries entries;
    private final long byteLimit;
    private final long weightLimit;
    /** The hash at which the hand stands. */
    private final AtomicLong position = new AtomicLong();
    private final StripedCount evictions = new StripedCount();

    ClockHand(Entries entries, OffHeapMapConfig config) {
        this.entries = entries;
        byteLimit = config.byteLimit();
        weightLimit = config.weightLimit();
    }

    /**
     * Removes as many entries as needed. Called in a section, after something was added.
     *
     * @param added its node, or 0 if it is not there any more. An entry that is larger than the limit goes at once, or
     *        all others would go before it
     */
    void makeRoom(long added) {
        if (added != 0 && (Node.bytes(added) > byteLimit || Node.weight(added) > weightLimit)) {
            remove(added);
        }
        long steps = MOST_ROUNDS * entries.buckets().table().size();
        for (long step = 0; step <= steps && isNeeded(); step++) {
            long here = position.get();
            // No more than one bucket: a hand that goes on though there is room takes uses away for nothing.
            long next = entries.forEachInOne(here, this::pass);
            // Needs no pair: of threads that come at once one moves the hand.
            position.compareAndSet(here, next);
        }
    }

    /** Whether {@link #makeRoom} has something to do. */
    boolean isNeeded() {
        return hasTooManyBytes() || weighsTooMuch();
    }

    private boolean hasTooManyBytes() {
        return entries.bytes() > byteLimit;
    }

    private boolean weighsTooMuch() {
        return entries.weight() > weightLimit;
    }

    private void pass(long node) {
        if (!isInTheWay(node)) {
            return;
        }
        if (!Node.takeUse(node)) {
            remove(node);
        }
    }

    private void remove(long node) {
        if (entries.remove(node)) {
            evictions.add(1);
        }
    }

    private boolean isInTheWay(long node) {
        return hasTooManyBytes() || (weighsTooMuch() && Node.weight(node) > 0);
    }

    long evictions() {
        return evictions.sum();
    }
}
