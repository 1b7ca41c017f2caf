// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/** Who has made a version owns it, and all that it lends, until it is retired; also through its marked methods. */
// wrong use is the point
@SuppressWarnings("UnusedVariable")
final class OwnVersionSamples {

    private final Map<Integer, Row> rows = new HashMap<>();
    private Row first;

    void publish(QsbrReference<Table> table, MemorySegment memory) {
        Table next = new Table(memory);
        first = next.row(0); // allowed
        rows.put(1, next.row(1)); // allowed
        Row[] more = {next.row(2), next.row(3)}; // allowed
        rows.put(2, more[0]); // allowed
        table.replace(next);
    }

    void fill(Executor executor, MemorySegment memory) {
        Row row = new Table(memory).row(0);
        executor.execute(() -> row.bytes().fill((byte) 1)); // allowed
    }

    void read(QsbrReference<Table> table) {
        try (ReadGuard guard = ScopedQsbr.open()) {
            first = table.get(guard).row(0); // escapes: FIELD
        }
    }

    static void keep(Table others, Map<Integer, Row> into) {
        into.put(0, others.row(0)); // escapes: COLLECTION
    }

    static int retired(Reclaimer reclaimer, MemorySegment memory) {
        Table old = new Table(memory);
        Row row = old.row(0);
        reclaimer.retire(old);
        return row.key(); // escapes: USE_AFTER_RETIRE
    }
}
