// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.stress.garbage.Content;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A map that is read and changed beside the elements. A value repeats a number, whose upper half is its key and whose
 * lower half no other value of that key has; so what was freed, used again or found in the wrong place is recognised.
 * Counting needs no memory. Any thread.
 */
final class TorturedMap {

    /** The keys below this one are there all the time. */
    static final int LASTING = 32;
    /** Readers look for as many of the others. */
    private static final int OTHERS = 4 * LASTING;

    private final Table table;
    private final Tally tally;
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong looksAtReplaced = new AtomicLong();
    private final AtomicLong iterations = new AtomicLong();
    private final AtomicLong buckets = new AtomicLong();
    private final AtomicLong timesGrown = new AtomicLong();
    private final AtomicLong timesShrunk = new AtomicLong();

    TorturedMap(Table table, Tally tally) {
        this.table = table;
        this.tally = tally;
        for (int key = 0; key < LASTING; key++) {
            byte[] value = new byte[Long.BYTES];
            Content.write(MemorySegment.ofArray(value), number(key, 0));
            table.put(key, value);
        }
        buckets.set(table.buckets());
    }

    Table table() {
        return table;
    }

    /** Of one value of a key. */
    static long number(int key, int version) {
        return (long) key << Integer.SIZE | version;
    }

    /** Takes a value in place, does something else, and looks at it then. */
    void read(RandomGenerator random, Runnable meanwhile) {
        int key = random.nextInt(random.nextBoolean() ? LASTING : LASTING + OTHERS);
        table.hold(key, held -> {
            if (held == null) {
                requireOther(key, "found");
                meanwhile.run();
                return;
            }
            long number = Content.number(held);
            look(key, number, held);
            try {
                meanwhile.run();
            } finally {
                look(key, number, held);
                if (isReplaced(key, number)) {
                    looksAtReplaced.incrementAndGet();
                }
            }
        });
    }

    private void requireOther(int key, String what) {
        if (key < LASTING) {
            tally.miss("key %d is always there and was not %s".formatted(key, what));
        }
    }

    /** Whether it is the value of a key that it was. */
    private void look(int key, long number, MemorySegment held) {
        looks.incrementAndGet();
        boolean isWhole = number >>> Integer.SIZE == key && Content.isIntact(held, 0, number);
        tally.look(isWhole, isWhole ? held : "a value of key " + key);
    }

    private boolean isReplaced(int key, long number) {
        boolean[] isReplaced = new boolean[1];
        table.hold(key, now -> isReplaced[0] = now == null || Content.number(now) != number);
        return isReplaced[0];
    }

    /**
     * Copies the value of a key whose only writer calls this.
     *
     * @param number of the value; null if there must be none
     */
    void requireValue(int key, @Nullable Long number) {
        byte[] copy = table.get(key);
        if ((copy == null) != (number == null)) {
            tally.miss("key %d was %s, says who did that".formatted(key, number == null ? "removed" : "put"));
        } else if (copy != null) {
            look(key, number, MemorySegment.ofArray(copy));
        }
    }

    /** Looks at all entries: each that is always there must be shown once. */
    void iterate() {
        long[] shown = new long[1];
        table.forEach((value, key) -> {
            look((int) key, Content.number(value), value);
            if (key < LASTING) {
                if ((shown[0] >> key & 1) != 0) {
                    tally.miss("key %d was shown twice".formatted(key));
                }
                shown[0] |= 1L << key;
            }
        });
        for (int key = 0; key < LASTING; key++) {
            if ((shown[0] >> key & 1) == 0) {
                requireOther(key, "shown");
            }
        }
        iterations.incrementAndGet();
    }

    /** Notes whether there are more or fewer buckets than before. */
    void countBuckets() {
        long now = table.buckets();
        long before = buckets.getAndSet(now);
        if (now > before) {
            timesGrown.incrementAndGet();
        } else if (now < before) {
            timesShrunk.incrementAndGet();
        }
    }

    /** Whether what it is for has happened. */
    boolean isTried() {
        return looksAtReplaced.get() != 0 && iterations.get() != 0 && timesGrown.get() != 0 && timesShrunk.get() != 0;
    }

    @Override
    public String toString() {
        return "map: %d looks, %d at replaced values; %d iterations; buckets grew %d times and shrank %d times"
                .formatted(looks.get(), looksAtReplaced.get(), iterations.get(), timesGrown.get(), timesShrunk.get());
    }
}
