// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What is on for a while. Everything at once hides what shows only when a carrier has a single old reader, or nothing
 * else to do.
 *
 * @param knobs the troubles that are on
 * @param readers of the reading threads on carriers, this many read; the others wait outside
 */
record Episode(Set<Knob> knobs, int readers) {

    /** All that the setting has. */
    static Episode all(Setting setting) {
        return new Episode(setting.knobs(), setting.readers());
    }

    /** About half of the setting's knobs, and all readers, or half of them, or a quarter, down to one. */
    static Episode some(Setting setting, RandomGenerator random) {
        Set<Knob> on = EnumSet.noneOf(Knob.class);
        setting.knobs().stream().filter(_ -> random.nextBoolean()).forEach(on::add);
        int halvings = random.nextInt(Integer.SIZE - Integer.numberOfLeadingZeros(setting.readers() | 1));
        return new Episode(Collections.unmodifiableSet(on), Math.max(1, setting.readers() >> halvings));
    }

    boolean has(Knob knob) {
        return knobs.contains(knob);
    }
}
