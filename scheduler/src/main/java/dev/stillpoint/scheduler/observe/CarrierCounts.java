package dev.stillpoint.scheduler.observe;

import static java.lang.invoke.MethodHandles.arrayElementVarHandle;

import java.lang.invoke.VarHandle;

/**
 * One carrier's counters. The carrier's thread adds, without a fence and without an atomic instruction; any thread
 * reads. Each number only grows and is one that the carrier had at some moment; two numbers that are read one after the
 * other belong to different moments.
 */
public final class CarrierCounts {

    /*
     * State. One array of the carrier's own, with a cache line of nothing before and behind the numbers: whoever writes
     * beside it does not slow the carrier down.
     *
     * Ordering. Opaque: whole numbers, eventually seen. Nobody concludes anything else from a counter.
     */

    private static final VarHandle SLOT = arrayElementVarHandle(long[].class);
    private static final int PADDING = 16;

    private final long[] numbers = new long[PADDING + CarrierCount.values().length + PADDING];

    /** All zero. */
    public CarrierCounts() {
    }

    /** Adds one. Carrier thread only. */
    public void add(CarrierCount count) {
        add(count, 1);
    }

    /** Carrier thread only. */
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
