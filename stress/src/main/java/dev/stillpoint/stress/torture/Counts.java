// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** How often each of the things of an enum took place. Counting needs no memory. Any thread. */
final class Counts<E extends Enum<E>> {

    private final Class<E> things;
    private final Map<E, AtomicLong> counts;

    Counts(Class<E> things) {
        this.things = things;
        Map<E, AtomicLong> made = new EnumMap<>(things);
        Arrays.stream(things.getEnumConstants()).forEach(thing -> made.put(thing, new AtomicLong()));
        counts = Collections.unmodifiableMap(made);
    }

    void count(E thing) {
        count(thing, 1);
    }

    void count(E thing, long times) {
        AtomicLong counter = counts.get(thing);
        if (counter != null) {
            counter.addAndGet(times);
        }
    }

    long of(E thing) {
        AtomicLong counter = counts.get(thing);
        return counter == null ? 0 : counter.get();
    }

    /** Those of {@code wanted} that never took place. */
    Set<E> missing(Collection<E> wanted) {
        Set<E> missing = EnumSet.noneOf(things);
        wanted.stream().filter(thing -> of(thing) == 0).forEach(missing::add);
        return missing;
    }

    @Override
    public String toString() {
        return counts.entrySet().stream().map(entry -> "%s %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
