// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import java.util.concurrent.ConcurrentLinkedQueue;

/** The JDK's lock-free queue, a node for each item. */
final class LinkedItems implements Overflow {

    private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();

    @Override
    public void spill(Item[] batch) {
        for (Item item : batch) {
            items.add(item);
        }
    }

    @Override
    public int take(ConsumedItems consumed) {
        Item item = items.poll();
        if (item == null) {
            return 0;
        }
        consumed.add(item);
        return 1;
    }
}
