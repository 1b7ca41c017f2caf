// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.timing;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Timers by their deadlines. Adding, removing and taking out a timer each cost a few instructions, however many timers
 * there are, and never allocate. For one thread.
 *
 * <p>This is the hierarchical wheel of Varghese and Lauck (1987). It is exact to the nanosecond, because it knows the
 * earliest deadline.
 */
final class TimerWheel {

    /*
     * State. Time is counted in ticks of 65.5 microseconds, and a tick is written in digits of six bits. `tick` is a
     * tick that has begun. A timer is in the bucket (level, slot). Its level is the highest digit in which the timer's
     * own tick differs from `tick`, or 0 if none does. Its slot is the value of its own tick's digit there.
     *
     * Invariants.
     *   I1  A timer in (level, slot) agrees with `tick` in all digits above level. Its slot is greater than that digit
     *       of `tick`, or equal to it on level 0. A timer is never put before `tick`: a timer that is late is put at
     *       `tick`.
     *   I2  So each timer of a level is earlier than each timer of the levels above, and the slots of a level are in
     *       the order of time. The lowest occupied slot of the lowest occupied level has the earliest timer of all.
     *   I3  occupied has a bit for each bucket with a timer. No timer in a bucket is earlier than the bucket's
     *       earliest.
     *   I4  A timer that is here is in a bucket, or in the list `moving`. An operation that fails has changed nothing,
     *       or has left in `moving` what the next advance goes on with.
     *
     * Moving tick forward keeps I1 as long as it does not pass the first tick of the first occupied bucket. Up to
     * there, no digit changes on which a bucket depends. When tick reaches that first tick on a level above 0, the
     * digit of the bucket's own level becomes equal. The bucket's timers then move to lower levels, at most LEVELS - 1
     * times each.
     *
     * Firing is exact because the timers of a level 0 bucket are searched for those that are due. Such a bucket is one
     * tick wide, so only a caller that comes back within 65.5 microseconds searches it again.
     */

    static final long NONE = Long.MAX_VALUE;

    static final int TICK_BITS = 16;
    static final int DIGIT_BITS = 6;
    private static final int SLOTS = 1 << DIGIT_BITS;
    /** A tick has 16 bits and each level 6, so 8 levels cover every time there is. */
    private static final int LEVELS = 8;

    private final @Nullable Timer[] first = new Timer[LEVELS * SLOTS];
    private final long[] earliest = new long[LEVELS * SLOTS];
    private final long[] occupied = new long[LEVELS];
    private long tick;
    private int size;
    /** The timers that have left their bucket and have not arrived in another; not null only after an error. */
    private @Nullable Timer moving;

    void add(Timer timer) {
        place(timer);
        size++;
    }

    /** Puts a timer where it belongs now. All calls come first: if one fails, nothing has changed. */
    private void place(Timer timer) {
        long when = Math.max(timer.deadline >>> TICK_BITS, tick);
        int level = levelOf(when ^ tick);
        int slot = (int) (when >>> (level * DIGIT_BITS)) & (SLOTS - 1);
        int bucket = level * SLOTS + slot;
        Timer next = first[bucket];
        long soonest = next == null ? timer.deadline : Math.min(earliest[bucket], timer.deadline);
        timer.bucket = bucket;
        timer.previous = null;
        timer.next = next;
        if (next == null) {
            occupied[level] |= 1L << slot;
        } else {
            next.previous = timer;
        }
        earliest[bucket] = soonest;
        first[bucket] = timer;
    }

    private static int levelOf(long differing) {
        return differing == 0 ? 0 : (Long.SIZE - 1 - Long.numberOfLeadingZeros(differing)) / DIGIT_BITS;
    }

    /**
     * Removes a timer. Nothing happens if it is not here, or if an error has interrupted a move: then a timer that is
     * cancelled stays until its time.
     */
    void remove(Timer timer) {
        int bucket = timer.bucket;
        if (bucket == Timer.NO_BUCKET || moving != null) {
            return;
        }
        Timer previous = timer.previous;
        Timer next = timer.next;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else {
            first[bucket] = next;
            if (next == null) {
                occupied[bucket / SLOTS] &= ~(1L << (bucket % SLOTS));
            }
        }
        timer.bucket = Timer.NO_BUCKET;
        timer.previous = null;
        timer.next = null;
        size--;
    }

    /**
     * Takes out the timers that are due.
     *
     * @param now not less than in the call before
     * @param due is given each timer that is due, in no order; must not touch the wheel. If it throws, this does, and
     *        the next call goes on with the same timer
     * @return when to come back: not later than the earliest deadline, or {@link #NONE}
     */
    long advance(long now, Consumer<Timer> due) {
        move(now, due);
        long nowTick = now >>> TICK_BITS;
        for (int level = lowestOccupied(); level < LEVELS; level = lowestOccupied()) {
            int bucket = level * SLOTS + Long.numberOfTrailingZeros(occupied[level]);
            long start = firstTick(bucket);
            tick = Math.max(tick, Math.min(start, nowTick));
            boolean begun = start <= nowTick;
            if (!begun || (level == 0 && earliest[bucket] > now)) {
                return earliest[bucket];
            }
            moving = first[bucket];
            first[bucket] = null;
            occupied[level] &= ~(1L << (bucket % SLOTS));
            move(now, due);
        }
        tick = Math.max(tick, nowTick);
        return NONE;
    }

    private int lowestOccupied() {
        int level = 0;
        while (level < LEVELS && occupied[level] == 0) {
            level++;
        }
        return level;
    }

    /**
     * The first tick of a bucket. By I1 its digits above the bucket's level are those of tick; those below are zero.
     */
    private long firstTick(int bucket) {
        int level = bucket / SLOTS;
        int shift = level * DIGIT_BITS;
        long above = level == LEVELS - 1 ? 0 : tick >>> (shift + DIGIT_BITS) << (shift + DIGIT_BITS);
        return above | (long) (bucket % SLOTS) << shift;
    }

    /** Hands out what is due of the timers that move, and puts the rest where it belongs now. */
    private void move(long now, Consumer<Timer> due) {
        for (Timer timer = moving; timer != null; timer = moving) {
            Timer rest = timer.next;
            if (timer.deadline <= now) {
                due.accept(timer);
                timer.bucket = Timer.NO_BUCKET;
                timer.previous = null;
                timer.next = null;
                size--;
            } else {
                place(timer);
            }
            moving = rest;
        }
    }

    int size() {
        return size;
    }
}
