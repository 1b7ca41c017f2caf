// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The oracle: what readers saw at the ends of their sections, and what became of what was retired. Any thread. */
final class Tally {

    /** What a reader found may be replaced while it stays, but no grace period that begins after that can end. */
    private static final int OLDEST_ALLOWED = 1;

    private final LongAdder[] ages =
            IntStream.rangeClosed(0, Element.FREED).mapToObj(_ -> new LongAdder()).toArray(LongAdder[]::new);
    private final LongAdder poisoned = new LongAdder();
    private final LongAdder misreads = new LongAdder();
    private final LongAdder replaced = new LongAdder();
    private final LongAdder freed = new LongAdder();
    private final AtomicReference<@Nullable String> violation = new AtomicReference<>();

    /** A reader looks at what it found, still inside its section. */
    void look(Element seen) {
        int age = Math.min(seen.age(), Element.FREED);
        boolean intact = seen.isIntact();
        ages[age].increment();
        if (!intact) {
            poisoned.increment();
        }
        if (age > OLDEST_ALLOWED || !intact) {
            misreads.increment();
            violate("%s saw %s%s".formatted(Thread.currentThread(), seen, intact ? "" : ", whose memory is freed"));
        }
    }

    /** What went wrong first stays. */
    void violate(String what) {
        violation.compareAndSet(null, what);
    }

    @Nullable String violation() {
        return violation.get();
    }

    void countReplaced() {
        replaced.increment();
    }

    void countFreed() {
        freed.increment();
    }

    long replaced() {
        return replaced.sum();
    }

    long freed() {
        return freed.sum();
    }

    /** How often a reader looked at what it must not see any more. */
    long misreads() {
        return misreads.sum();
    }

    /** How often a reader looked at what was replaced while it stayed: without that nothing was tried. */
    long looksAtReplaced() {
        return ages[OLDEST_ALLOWED].sum();
    }

    /** How often a reader looked. */
    long looks() {
        return Arrays.stream(ages).mapToLong(LongAdder::sum).sum();
    }

    @Override
    public String toString() {
        String perAge = Arrays.stream(ages).map(LongAdder::toString).collect(Collectors.joining(" "));
        return "ages 0 to %d: %s; poisoned %d; replaced %d, freed %d".formatted(Element.FREED, perAge, poisoned.sum(),
                replaced.sum(), freed.sum());
    }
}
