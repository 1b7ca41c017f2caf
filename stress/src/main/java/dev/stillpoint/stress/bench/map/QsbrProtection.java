// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.function.LongSupplier;

/**
 * Stillpoint's own: each operation is a read section, and nodes are freed after a grace period, on the reclaimer's
 * thread. Nothing belongs to a participant; a section finds its carrier by itself, and that is part of what it costs.
 *
 * <p>The reclaimer is the default one, so writers never wait for it.
 */
final class QsbrProtection implements Protection, Protection.Participant {

    private final NodeMemory memory;
    private final Reclaimer reclaimer = Reclaimer.create();

    QsbrProtection(NodeMemory memory) {
        this.memory = memory;
    }

    @Override
    public Participant join() {
        return this;
    }

    @Override
    public long run(LongSupplier operation) {
        try (ReadGuard _ = ScopedQsbr.open()) {
            return operation.getAsLong();
        }
    }

    @Override
    public long protect(int hazard, long link) {
        return Words.getAcquire(link);
    }

    @Override
    public void retire(long node) {
        reclaimer.retire(new Retired(memory, node));
    }

    private record Retired(NodeMemory memory, long node) implements Reclaimable {

        @Override
        public long byteSize() {
            return memory.bytes();
        }

        @Override
        public void reclaim() {
            memory.free(node);
        }
    }

    @Override
    public void close() {
        reclaimer.close();
    }
}
