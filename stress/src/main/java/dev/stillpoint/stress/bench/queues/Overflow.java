// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

/** Where a full queue spills its older half. Any thread calls any method. */
interface Overflow {

    /** Adds all items of a batch. */
    void spill(Item[] batch);

    /**
     * Takes some items, as many as are natural at a time.
     *
     * @return how many; 0 if there was none
     */
    int take(ConsumedItems consumed);
}
