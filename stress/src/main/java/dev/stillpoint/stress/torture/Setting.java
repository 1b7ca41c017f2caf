// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * How long and how hard it is tortured.
 *
 * @param seed decides what each thread does; not when, which is the machine's part
 * @param carriers how many there are at first; with {@link Knob#CARRIERS} between one and twice as many
 * @param readers threads on carriers, beside the visitors and the busy one
 * @param varies whether episodes follow each other in which some of the knobs are on; otherwise all are, always
 * @param duration how long they read; less if something goes wrong
 * @param patience a grace period that takes longer does not end, nor does a thread
 */
record Setting(long seed, int carriers, int readers, Set<Knob> knobs, boolean varies, Duration duration,
        Duration patience) {

    /** Makes the set immutable. */
    Setting {
        EnumSet<Knob> copy = EnumSet.noneOf(Knob.class);
        copy.addAll(knobs);
        knobs = Collections.unmodifiableSet(copy);
    }
}
