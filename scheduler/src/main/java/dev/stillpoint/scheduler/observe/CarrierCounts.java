// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

import static java.lang.invoke.MethodHandles.arrayElementVarHandle;

import java.lang.invoke.VarHandle;

/**
 * One carrier's counters. The carrier's thread adds, without a fence and without an atomic instruction. Any thread
 * reads. Each number only grows, and what is read is the number at some moment. Two numbers that are read one after the
 * other belong to different moments.
 */
public final class CarrierCounts {

    /*
     * State. One array per carrier, with two cache lines of nothing before and behind the numbers, so that writes to
     * neighbouring memory do not slow the carrier down.
     *
     * Ordering. Opaque accesses: numbers are whole, and eventually seen. Nobody concludes anything else from a counter.
     */

    private static final VarHandle SLOT = arrayElementVarHandle(long[].class);
    private static final int PADDING = 16;

    private final long[] numbers = new long[PADDING + CarrierCount.values().length + PADDING];

    /** Counters that are all zero. */
    public CarrierCounts() {
    }

    /** Adds one. Carrier thread only. */
    public void add(CarrierCount count) {
        add(count, 1);
    }

    /** Adds {@code delta}. Carrier thread only. */
    public void add(CarrierCount count, long delta) {
        int slot = PADDING + count.slot;
        // Needs no pair: nobody concludes anything but the number from it.
        SLOT.setOpaque(numbers, slot, numbers[slot] + delta);
    }

    /** The number so far. Any thread. */
    public long get(CarrierCount count) {
        // Needs no pair: see add.
        return (long) SLOT.getOpaque(numbers, PADDING + count.slot);
    }
}
