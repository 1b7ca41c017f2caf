// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded ring with a sequence number in each slot (D. Vyukov, "Bounded MPMC queue"). Who spills waits while it is
 * full: where every consumer is a producer too, as carriers are, that is a deadlock.
 */
final class BoundedRing implements Overflow {

    private static final int CAPACITY = 1 << 16;

    private final AtomicReferenceArray<Item> slots = new AtomicReferenceArray<>(CAPACITY);
    private final AtomicIntegerArray turns = new AtomicIntegerArray(CAPACITY);
    private final AtomicInteger head = new AtomicInteger();
    private final AtomicInteger tail = new AtomicInteger();

    BoundedRing() {
        for (int i = 0; i < CAPACITY; i++) {
            turns.set(i, i);
        }
    }

    @Override
    public void spill(Item[] batch) {
        for (Item item : batch) {
            while (!offer(item)) {
                Thread.yield();
            }
        }
    }

    private boolean offer(Item item) {
        while (true) {
            int position = tail.get();
            int slot = position & (CAPACITY - 1);
            int ahead = turns.get(slot) - position;
            if (ahead < 0) {
                return false;
            }
            if (ahead == 0 && tail.compareAndSet(position, position + 1)) {
                slots.set(slot, item);
                turns.set(slot, position + 1);
                return true;
            }
        }
    }

    @Override
    public int take(ConsumedItems consumed) {
        while (true) {
            int position = head.get();
            int slot = position & (CAPACITY - 1);
            int ahead = turns.get(slot) - (position + 1);
            if (ahead < 0) {
                return 0;
            }
            if (ahead == 0 && head.compareAndSet(position, position + 1)) {
                consumed.add(slots.get(slot));
                turns.set(slot, position + CAPACITY);
                return 1;
            }
        }
    }
}
