// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.function.LongSupplier;

/** The broken twin of a {@link Protection}: it frees what is retired without waiting for anybody. */
final class FreeingAtOnce implements Protection, Protection.Participant {

    private final NodeMemory memory;

    FreeingAtOnce(NodeMemory memory) {
        this.memory = memory;
    }

    @Override
    public Participant join() {
        return this;
    }

    @Override
    public long run(LongSupplier operation) {
        return operation.getAsLong();
    }

    @Override
    public long protect(int hazard, long link) {
        return Words.getAcquire(link);
    }

    @Override
    public void retire(long node) {
        memory.free(node);
    }

    @Override
    public void close() {
        // Nothing waits to be freed.
    }
}
