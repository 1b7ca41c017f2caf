// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The JDK's lock-free queue, a node for each batch. */
final class LinkedBatches implements BatchOverflow {

    private final ConcurrentLinkedQueue<Item[]> batches = new ConcurrentLinkedQueue<>();

    @Override
    public void spill(Item[] batch) {
        batches.add(batch);
    }

    @Override
    public Item @Nullable [] poll() {
        return batches.poll();
    }
}
