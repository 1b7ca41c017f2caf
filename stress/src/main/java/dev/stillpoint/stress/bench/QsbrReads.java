// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Read sections, in the three forms that the library offers, and without any protection for comparison. */
@State(Scope.Benchmark)
public class QsbrReads implements ReadProtocol {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final QsbrReference<LongTable> table;

    public QsbrReads() {
        this(LongTable.full());
    }

    QsbrReads(LongTable initial) {
        table = QsbrReference.of(reclaimer, initial);
    }

    /** The same pointer and the same memory, unprotected. */
    long readRaw(int index) {
        return table.get().at(index);
    }

    @Override
    public long read(int index) {
        return ScopedQsbr.read(() -> table.get().at(index));
    }

    long readWithToken(int index) {
        return ScopedQsbr.read(guard -> table.get(guard).at(index));
    }

    long readWithGuard(int index) {
        try (ReadGuard guard = ScopedQsbr.open()) {
            return table.get(guard).at(index);
        }
    }

    @Override
    public void replace(LongTable next) {
        table.replace(next);
    }

    @Override
    @TearDown
    public void close() {
        table.close();
        reclaimer.close();
    }
}
