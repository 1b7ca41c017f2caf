// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A reference count per version, as lookup services write it: whoever lets go last frees. */
@State(Scope.Benchmark)
public class CountedReads implements ReadProtocol {

    private volatile Version current;

    public CountedReads() {
        this(LongTable.full());
    }

    CountedReads(LongTable initial) {
        current = new Version(initial);
    }

    @Override
    public long read(int index) {
        Version version = acquire();
        try {
            return version.table.at(index);
        } finally {
            version.release();
        }
    }

    private Version acquire() {
        while (true) {
            Version version = current;
            if (version.tryAcquire()) {
                return version;
            }
        }
    }

    @Override
    public void replace(LongTable next) {
        Version old = current;
        current = new Version(next);
        old.release();
    }

    @Override
    @TearDown
    public void close() {
        current.release();
    }

    /** Additions only, no CAS loop: what a count costs at best. */
    private static final class Version {

        private static final long FREED = Long.MIN_VALUE / 2;

        final LongTable table;

        /** Readers, plus one while this is the current version; far below zero once it is freed. */
        private final AtomicLong references = new AtomicLong(1);

        Version(LongTable table) {
            this.table = table;
        }

        /** From zero, too: then whoever wanted to free finds the count changed and leaves it to us. */
        boolean tryAcquire() {
            return references.getAndIncrement() >= 0;
        }

        void release() {
            if (references.decrementAndGet() == 0 && references.compareAndSet(0, FREED)) {
                table.reclaim();
            }
        }
    }
}
