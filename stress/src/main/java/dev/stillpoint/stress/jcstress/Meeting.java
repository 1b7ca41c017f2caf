// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.arrayElementVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Brings the two actors of one sample together, and makes races likelier without adding any order between what the
 * actors do afterwards. Without it one actor is usually done before the other begins.
 */
final class Meeting {

    private static final VarHandle ARRIVED = fieldVarHandle(lookup(), "arrived", VarHandle.class, Meeting.class,
            int.class);
    private static final VarHandle ELEMENT = arrayElementVarHandle(long[].class);

    /** In pauses of the processor; about 0.3 us, what a driver needs for a grace period that nobody delays. */
    private static final int LINGER = 16;

    private static final int SPINS_BEFORE_YIELD = 1_000;

    private static final int LINE = 16;

    /** Cache lines for which the two actors compete. One pair of actors meets at a time, so all meetings share them. */
    private static final long[] CONTENDED = new long[33 * LINE];

    // both actors, add
    private volatile int arrived;

    /**
     * For the actor whose first stores are to become visible late: they queue behind stores to lines that the other
     * processor owns. That is where a missing fence shows.
     */
    void goFirst() {
        meet();
        takeLines();
    }

    /** For the other actor, which comes up to a quarter of a microsecond later. */
    void goSecond() {
        takeLines();
        meet();
        spin(ThreadLocalRandom.current().nextInt(LINGER));
    }

    /** Keeps a window open for so many times 0.3 us, without touching memory. */
    static void linger(int times) {
        spin(times * LINGER);
    }

    private void meet() {
        ARRIVED.getAndAdd(this, 1);
        for (int spins = 0; arrived < 2; spins++) {
            if (spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private static void takeLines() {
        for (int i = LINE; i < CONTENDED.length; i += LINE) {
            ELEMENT.setOpaque(CONTENDED, i, 1L);
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
