package dev.stillpoint.stress.bench.queues;

import java.util.concurrent.ConcurrentLinkedQueue;

/** The JDK's lock-free queue, a node for each batch. */
final class LinkedBatches implements Overflow {

    private final ConcurrentLinkedQueue<Item[]> batches = new ConcurrentLinkedQueue<>();

    @Override
    public void spill(Item[] batch) {
        batches.add(batch);
    }

    @Override
    public int take(Tally tally) {
        Item[] batch = batches.poll();
        if (batch == null) {
            return 0;
        }
        tally.addAll(batch);
        return batch.length;
    }
}
