// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.value;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The read sections at one point of a method. Where paths meet, everything that may be is kept.
 *
 * @param open guards that may be open
 * @param closed guards that may be closed
 * @param protectors for each value read so far, by its place, the guards that were open then; none if the section is
 *        the caller's
 * @param stale values that a checkpoint has made invalid
 * @param forked forks, by their place, that may be unjoined
 * @param lent what of snapshots was handed to others who may use it still, by the place where that was done
 * @param kept operands that some path to here has not closed; of a null one there is nothing to close
 * @param thrown whether the point is reached by exceptions only
 */
public record Sections(Set<Origin> open, Set<Origin> closed, Map<Integer, Set<Origin>> protectors, Set<Origin> stale,
        Set<Integer> forked, Map<Integer, Set<Origin>> lent, Set<Integer> kept,
        boolean thrown) {

    /** At the beginning of a method: inside its caller's sections, and with so many operands. */
    public static Sections entered(Set<Origin> open, int operands) {
        return new Sections(open, Set.of(), Map.of(), Set.of(), Set.of(), Map.of(),
                IntStream.range(0, operands).boxed().collect(Collectors.toUnmodifiableSet()), false);
    }

    public Sections opened(Origin guard) {
        return new Sections(plus(open, guard), minus(closed, guard::equals), protectors, stale, forked, lent, kept,
                thrown);
    }

    public Sections closed(Set<Origin> guards) {
        return new Sections(minus(open, guards::contains), union(closed, guards), protectors, stale, forked, lent, kept,
                thrown);
    }

    /** On a path on which none of these guards exists. */
    public Sections absent(Set<Origin> guards) {
        return new Sections(minus(open, guards::contains), closed, protectors, stale, forked, lent, kept, thrown);
    }

    public Sections read(Origin.Placed value, Set<Origin> guards) {
        Map<Integer, Set<Origin>> more = new HashMap<>(protectors);
        more.put(value.at(), guards);
        return new Sections(open, closed, Map.copyOf(more), minus(stale, value::equals), forked, lent, kept, thrown);
    }

    public Sections checkpoint(Set<Origin> values) {
        return new Sections(open, closed, protectors, union(stale, values), forked, lent, kept, thrown);
    }

    public Sections forked(int at) {
        return new Sections(open, closed, protectors, stale, plus(forked, at), lent, kept, thrown);
    }

    public Sections joined(Predicate<Integer> forks) {
        return new Sections(open, closed, protectors, stale, minus(forked, forks), lent, kept, thrown);
    }

    /** Operands are closed, or null. */
    public Sections without(Set<Integer> operands) {
        return new Sections(open, closed, protectors, stale, forked, lent, minus(kept, operands::contains), thrown);
    }

    /** Others, who got it at this place, may use the snapshot or what it keeps from now on. */
    public Sections lent(int at, Set<Origin> snapshots) {
        return new Sections(open, closed, protectors, stale, forked, unionAll(lent, Map.of(at, snapshots)), kept,
                thrown);
    }

    /** Nobody got anything at these places. */
    public Sections withoutLoans(Predicate<Integer> places) {
        Map<Integer, Set<Origin>> left = new HashMap<>(lent);
        left.keySet().removeIf(places);
        return new Sections(open, closed, protectors, stale, forked, Map.copyOf(left), kept, thrown);
    }

    /** Whoever waits has waited for those who got something. */
    public Sections settled() {
        return lent.isEmpty() ? this : new Sections(open, closed, protectors, stale, forked, Map.of(), kept, thrown);
    }

    /** Whether this thread may be inside a section. */
    public boolean isInside() {
        return open.stream().anyMatch(Origin.Guarded.class::isInstance);
    }

    public Sections caught() {
        return thrown ? this : new Sections(open, closed, protectors, stale, forked, lent, kept, true);
    }

    public Sections merge(Sections other) {
        if (this == other || equals(other)) {
            return this;
        }
        Map<Integer, Set<Origin>> all = new HashMap<>(protectors);
        other.protectors.forEach((value, guards) -> all.merge(value, guards, Sections::joinProtectors));
        Sections merged = new Sections(union(open, other.open), union(closed, other.closed), Map.copyOf(all),
                union(stale, other.stale), union(forked, other.forked), unionAll(lent, other.lent),
                union(kept, other.kept),
                thrown && other.thrown);
        return merged.equals(this) ? this : merged;
    }

    /** A value that the caller's section may protect is not known to end with any guard. */
    private static Set<Origin> joinProtectors(Set<Origin> some, Set<Origin> others) {
        return some.isEmpty() || others.isEmpty() ? Set.of() : union(some, others);
    }

    public boolean isClosed(Origin origin) {
        if (origin instanceof Origin.Kept kept) {
            return isClosed(new Origin.Taken(kept.at()));
        }
        if (origin instanceof Origin.Pipeline pipeline) {
            return isClosed(new Origin.Taken(pipeline.at()));
        }
        if (origin instanceof Origin.OutlivedKept) {
            return true;
        }
        if (origin instanceof Origin.Placed value) {
            Set<Origin> guards = protectors.getOrDefault(value.at(), Set.of());
            return !guards.isEmpty() && guards.stream().noneMatch(open::contains);
        }
        return closed.contains(origin) && !open.contains(origin);
    }

    /** The guards and snapshots that this method opened and that may still be open. */
    public Set<Origin> owned() {
        return open.stream().filter(origin -> origin instanceof Origin.Opened || origin instanceof Origin.Taken)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The guards that this method opened and that may still be open. */
    public Set<Origin> guards() {
        return open.stream().filter(Origin.Opened.class::isInstance).collect(Collectors.toUnmodifiableSet());
    }

    private static Map<Integer, Set<Origin>> unionAll(Map<Integer, Set<Origin>> some,
            Map<Integer, Set<Origin>> others) {
        if (others.isEmpty() || some.equals(others)) {
            return some;
        }
        Map<Integer, Set<Origin>> all = new HashMap<>(some);
        others.forEach((at, origins) -> all.merge(at, origins, Sections::union));
        return Map.copyOf(all);
    }

    private static <T> Set<T> plus(Set<T> set, T element) {
        return set.contains(element) ? set : union(set, Set.of(element));
    }

    private static <T> Set<T> minus(Set<T> set, Predicate<? super T> unwanted) {
        if (set.stream().noneMatch(unwanted)) {
            return set;
        }
        return set.stream().filter(unwanted.negate()).collect(Collectors.toUnmodifiableSet());
    }

    private static <T> Set<T> union(Set<T> some, Set<T> others) {
        if (some.containsAll(others)) {
            return some;
        }
        Set<T> all = new HashSet<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }
}
