// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: what readers saw at the ends of their sections, and what became of what was retired. Counting needs no
 * memory. Any thread.
 */
final class Tally {

    /** What a reader found may be replaced while it stays, but no grace period that begins after that can end. */
    private static final int OLDEST_ALLOWED = 1;
    /** What is said when there was no memory, or no stack, to say more. */
    private static final String MISREAD = "a reader saw what was too old, or freed, or missed something";
    private static final String FAILURE = "a thread failed";

    private final AtomicLong[] ages =
            IntStream.rangeClosed(0, Element.FREED).mapToObj(_ -> new AtomicLong()).toArray(AtomicLong[]::new);
    private final AtomicLong poisoned = new AtomicLong();
    private final AtomicLong misreads = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong replaced = new AtomicLong();
    private final AtomicLong freed = new AtomicLong();
    private final AtomicReference<@Nullable String> violation = new AtomicReference<>();

    /** A reader looks at what it found, still inside its section. */
    void look(Element seen) {
        int age = Math.min(seen.age(), Element.FREED);
        boolean intact = seen.isIntact();
        if (age > OLDEST_ALLOWED || !intact) {
            misread(seen, intact);
        }
        ages[age].incrementAndGet();
    }

    /** A reader looks at memory that it holds and that was retired, still inside its section. */
    void look(boolean intact, Object held) {
        if (!intact) {
            misread(held, false);
        }
    }

    private void misread(Object seen, boolean intact) {
        misreads.incrementAndGet();
        if (!intact) {
            poisoned.incrementAndGet();
        }
        // What fails here, because memory or the stack is at its end, is counted all the same.
        violate("%s saw %s%s".formatted(Thread.currentThread(), seen, intact ? "" : ", whose memory is freed"));
    }

    /** A thread does not find what is there, or finds what is not. */
    void miss(String what) {
        misreads.incrementAndGet();
        violate("%s saw that %s".formatted(Thread.currentThread(), what));
    }

    /** A thread of the program fails, which none should. */
    void fail(Throwable failure) {
        failures.incrementAndGet();
        violate("%s failed: %s".formatted(Thread.currentThread(), failure));
    }

    /** What went wrong first stays. */
    void violate(String what) {
        violation.compareAndSet(null, what);
    }

    @Nullable String violation() {
        String told = violation.get();
        if (told == null && misreads() != 0) {
            return MISREAD;
        }
        return told == null && failures.get() != 0 ? FAILURE : told;
    }

    void countReplaced() {
        replaced.incrementAndGet();
    }

    void countFreed() {
        freed.incrementAndGet();
    }

    long replaced() {
        return replaced.get();
    }

    long freed() {
        return freed.get();
    }

    /** How often a reader looked at what it must not see any more. */
    long misreads() {
        return misreads.get();
    }

    /** How often a reader looked at what was replaced while it stayed: without that nothing was tried. */
    long looksAtReplaced() {
        return ages[OLDEST_ALLOWED].get();
    }

    /** How often a reader looked. */
    long looks() {
        return Arrays.stream(ages).mapToLong(AtomicLong::get).sum();
    }

    @Override
    public String toString() {
        String perAge = Arrays.stream(ages).map(AtomicLong::toString).collect(Collectors.joining(" "));
        return "ages 0 to %d: %s; poisoned %d; replaced %d, freed %d".formatted(Element.FREED, perAge, poisoned.get(),
                replaced(), freed());
    }
}
