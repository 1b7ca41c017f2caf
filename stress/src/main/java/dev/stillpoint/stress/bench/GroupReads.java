// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Groups of operations as in Cassandra's OpOrder: a reader counts itself in the newest group, with a CAS, and out
 * again; a writer's barrier closes the group and waits until that one and all before it are empty.
 */
@State(Scope.Benchmark)
public class GroupReads implements ReadProtocol {

    // writer writes
    private volatile Group newest = new Group();
    // writer writes
    private volatile LongTable current;

    public GroupReads() {
        this(LongTable.full());
    }

    GroupReads(LongTable initial) {
        current = initial;
    }

    @Override
    public long read(int index) {
        Group group = join();
        try {
            return current.at(index);
        } finally {
            group.leave();
        }
    }

    private Group join() {
        while (true) {
            Group group = newest;
            if (group.tryJoin()) {
                return group;
            }
        }
    }

    /** The groups before the newest one are empty, for each replacement waits for its own. */
    @Override
    public void replace(LongTable next) {
        LongTable old = current;
        current = next;
        Group last = newest;
        newest = new Group();
        last.close();
        while (!last.isEmpty()) {
            Thread.onSpinWait();
        }
        old.reclaim();
    }

    @Override
    @TearDown
    public void close() {
        current.reclaim();
    }

    private static final class Group {

        /** Once closed, the count is this much lower. */
        private static final int CLOSED = Integer.MIN_VALUE;

        private final AtomicInteger members = new AtomicInteger();

        boolean tryJoin() {
            int seen = members.get();
            while (seen >= 0) {
                if (members.compareAndSet(seen, seen + 1)) {
                    return true;
                }
                seen = members.get();
            }
            return false;
        }

        void leave() {
            members.decrementAndGet();
        }

        void close() {
            members.addAndGet(CLOSED);
        }

        boolean isEmpty() {
            return members.get() == CLOSED;
        }
    }
}
