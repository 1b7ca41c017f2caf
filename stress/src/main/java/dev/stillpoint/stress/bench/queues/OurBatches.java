// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import dev.stillpoint.scheduler.queue.BatchQueue;
import org.jspecify.annotations.Nullable;

/** What the scheduler uses: a linked queue of batches, of which an add that throws has not added. */
final class OurBatches implements BatchOverflow {

    private final BatchQueue<Item> batches = new BatchQueue<>();

    @Override
    public void spill(Item[] batch) {
        batches.add(batch);
    }

    @Override
    public Item @Nullable [] poll() {
        return batches.poll();
    }
}
