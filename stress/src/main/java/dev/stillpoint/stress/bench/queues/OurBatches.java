package dev.stillpoint.stress.bench.queues;

import dev.stillpoint.scheduler.queue.BatchQueue;


/** What the scheduler uses: a linked queue of batches, of which an add that throws has not added. */
final class OurBatches implements Overflow {

    private final BatchQueue<Item> batches = new BatchQueue<>();

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
