// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import org.jspecify.annotations.Nullable;

/** Hands out the batches as they were spilled. */
interface BatchOverflow extends Overflow {

    /** Takes the oldest batch; null if there is none. */
    Item @Nullable [] poll();

    @Override
    default int take(ConsumedItems consumed) {
        Item[] batch = poll();
        if (batch == null) {
            return 0;
        }
        consumed.addAll(batch);
        return batch.length;
    }
}
