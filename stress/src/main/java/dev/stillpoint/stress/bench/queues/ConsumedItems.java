// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

/** What one consumer has taken. */
final class ConsumedItems {

    // consumer only
    long items;
    // consumer only
    long sum;

    void add(Item item) {
        items++;
        sum += item.value;
    }

    void addAll(Item[] batch) {
        for (Item item : batch) {
            add(item);
        }
    }
}
