// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A kind of trouble that can be switched off. */
enum Knob {
    /** Sections inside sections. */
    NESTED,
    /** Sections of one thread that begin before the last one ends, and end after it. */
    OVERLAPPING,
    /** Timed parks inside sections. */
    PARKS,
    /** Yields inside sections. */
    YIELDS,
    /** Computing inside sections, for up to 100 microseconds. */
    COMPUTES,
    /** Contended monitors inside sections, and yields while they are held. */
    MONITORS,
    /** Sleeps inside sections. */
    SLEEPS,
    /** Rare readers of 300 ms. */
    LONG_READERS,
    /** Sections that end with an exception. */
    EXCEPTIONS,
    /** An {@code OutOfMemoryError} of the JVM ends a section, or the freeing of an object. */
    OUT_OF_MEMORY,
    /** Readers on platform threads and on the default scheduler's virtual threads. */
    VISITORS,
    /** A reader that computes for 20 ms without ever unmounting: only a stop can find it quiescent. */
    BUSY,
    /** Threads that start, read a little and end. */
    CHURN,
    /** The number of carriers changes. */
    CARRIERS,
    /** A thousand objects retired at once. */
    FLOODS,
    /** All ways of waiting in rotation; without it {@code synchronize()} alone. */
    WAYS,
    /** Forced quiescence, after no delay and at random moments. */
    FORCED,
    /** Readers are interrupted. */
    INTERRUPTS,
    /** Long readers hold slices of retired blocks, and what waits behind them is demoted. */
    DEMOTION,
    /** A map off the heap, whose values are read in place, is changed, grows and shrinks. */
    MAP,
    /** Readers, updaters and starting threads at the ends of their stacks. On demand. */
    STACK_ENDS,
    /** The heap is full again and again, for all threads. On demand, because it needs a small heap. */
    FULL_HEAP;

    /** Those that are off unless they are asked for. */
    static Set<Knob> onDemand() {
        return EnumSet.of(STACK_ENDS, FULL_HEAP);
    }

    /** Those that are on unless they are left out. */
    static Set<Knob> byDefault() {
        return EnumSet.complementOf(EnumSet.copyOf(onDemand()));
    }

    /** The knob that prints as {@code name}. */
    static Optional<Knob> named(String name) {
        return Arrays.stream(values()).filter(knob -> knob.toString().equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
