// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.stress.faults.Attempt;
import java.util.concurrent.atomic.AtomicInteger;

/** What readers read: it knows who is reading it, and notices when it is freed under a reader, or twice. */
final class Element implements Reclaimable {

    static final long BYTES = 10;

    private final Attempt attempt;
    private final String name;
    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicInteger frees = new AtomicInteger();

    Element(Attempt attempt, String name) {
        this.attempt = attempt;
        this.name = name;
    }

    /** A reader that is inside a section begins to use it. */
    void beginUse() {
        readers.incrementAndGet();
        attempt.require(frees.get() == 0, "a reader found " + name + ", which was freed");
    }

    /** The reader is about to leave. */
    void endUse() {
        attempt.require(frees.get() == 0, "FREED UNDER A READER: " + name);
        readers.decrementAndGet();
    }

    @Override
    public void reclaim() {
        attempt.require(frees.incrementAndGet() == 1, "FREED TWICE: " + name);
        attempt.require(readers.get() == 0, "FREED UNDER A READER: " + name);
    }

    /** It is freed by an increment, which cannot fail half-way. */
    @Override
    public boolean isRepeatable() {
        return frees.get() == 0;
    }

    @Override
    public long byteSize() {
        return BYTES;
    }

    int frees() {
        return frees.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
