// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

/** Two of the scheduler's queues: a thread prefers one of them, by its number. */
final class TwoBatchQueues implements Overflow {

    private final Overflow[] queues = {new OurBatches(), new OurBatches()};

    @Override
    public void spill(Item[] batch) {
        queues[own()].spill(batch);
    }

    @Override
    public int take(ConsumedItems consumed) {
        int own = own();
        int taken = queues[own].take(consumed);
        return taken != 0 ? taken : queues[1 - own].take(consumed);
    }

    private static int own() {
        return (int) Thread.currentThread().threadId() & 1;
    }
}
