// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Items linked through themselves: a batch is pushed with one CAS, everything is taken with one exchange. It allocates
 * nothing and has no ABA problem, but the newest come first and one taker gets all.
 */
final class ItemStack implements Overflow {

    private final AtomicReference<@Nullable Item> top = new AtomicReference<>();

    @Override
    public void spill(Item[] batch) {
        for (int i = 1; i < batch.length; i++) {
            batch[i].next = batch[i - 1];
        }
        Item newest;
        do {
            newest = top.get();
            batch[0].next = newest;
        } while (!top.compareAndSet(newest, batch[batch.length - 1]));
    }

    @Override
    public int take(ConsumedItems consumed) {
        int taken = 0;
        for (Item item = top.getAndSet(null); item != null; item = item.next) {
            consumed.add(item);
            taken++;
        }
        return taken;
    }
}
