// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import org.jspecify.annotations.Nullable;

/** Stands for a runnable task. */
final class Item {

    final int value;
    /** For queues that link the items themselves; owned by whoever pushes, then by the taker. */
    @Nullable Item next;

    Item(int value) {
        this.value = value;
    }
}
