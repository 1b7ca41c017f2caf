// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.value;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a method does with its operands, for its callers.
 *
 * @param returned what it may return of its operands, or views of that
 * @param yields whether it may return something guarded that is not its operands'; lambdas only, others say it by mark
 * @param yieldsElements whether that may be a container with elements that are guarded
 * @param leaks what of its operands escapes, how, and a phrase that says where to
 * @param gifts what it hands to operands that it calls
 * @param handed what of its operands it hands to functions that were kept somewhere
 * @param ranInSection operands that it calls inside a section of its own
 * @param stored operands that end in fields of the new object, by the fields' names; constructors only
 * @param forks what tasks hold that it forks in an operand and does not join, by the number of that operand
 * @param made the internal names of the scanned classes of which it may return an object that it made
 * @param takes whether it may return a snapshot that it took
 * @param retired operands that it retires or frees on every path
 * @param lent operands that others have got when it returns: fields, containers in fields, threads
 * @param closed operands that are guards and are closed on every path
 * @param waiting what it waits in, or empty
 * @param checkpoint whether it announces a checkpoint
 */
public record Summary(Set<Origin.Foreign> returned, boolean yields, boolean yieldsElements,
        Map<Origin.Foreign, Map<EscapeKind, String>> leaks, Set<Gift> gifts, Set<Handing> handed,
        Set<Integer> ranInSection,
        Map<Integer, Set<String>> stored, Map<Integer, Set<Origin.Foreign>> forks, Set<String> made, boolean takes,
        Set<Integer> retired, Set<Integer> lent, Set<Integer> closed, String waiting, boolean checkpoint) {

    public static final Summary NOTHING =
            new Summary(Set.of(), false, false, Map.of(), Set.of(), Set.of(), Set.of(), Map.of(), Map.of(), Set.of(),
                    false, Set.of(), Set.of(), Set.of(), "", false);

    /** Both; of two phrases for one thing the older stays, so that repeated scanning comes to an end. */
    public Summary join(Summary newer) {
        if (this == newer || newer == NOTHING || equals(newer)) {
            return this;
        }
        if (this == NOTHING) {
            return newer;
        }
        Map<Origin.Foreign, Map<EscapeKind, String>> allLeaks = new LinkedHashMap<>();
        addLeaks(allLeaks, leaks);
        addLeaks(allLeaks, newer.leaks);
        Map<Integer, Set<String>> allStored = new HashMap<>();
        addStored(allStored, stored);
        addStored(allStored, newer.stored);
        Map<Integer, Set<Origin.Foreign>> allForks = new HashMap<>(forks);
        newer.forks.forEach((scope, held) -> allForks.merge(scope, held, Summary::union));
        return new Summary(union(returned, newer.returned), yields || newer.yields,
                yieldsElements || newer.yieldsElements, allLeaks, union(gifts, newer.gifts),
                union(handed, newer.handed), union(ranInSection, newer.ranInSection), allStored, allForks,
                union(made, newer.made), takes || newer.takes,
                union(retired, newer.retired), union(lent, newer.lent), union(closed, newer.closed),
                waiting.isEmpty() ? newer.waiting : waiting, checkpoint || newer.checkpoint);
    }

    /** Whether the operand itself escapes. */
    public boolean leaks(int operand) {
        return leaks.containsKey(new Origin.Argument(operand));
    }

    /** Whether the operand itself may be returned. */
    public boolean returns(int operand) {
        return returned.contains(new Origin.Argument(operand));
    }

    /**
     * Whether there is something for whoever calls the method, or makes the lambda, to judge though it has handed in
     * nothing guarded: the function that it handed in is given some, or runs in a section, or the result is some, or
     * what it handed in is retired.
     */
    public boolean reachesCallers() {
        return yields || !ranInSection.isEmpty() || !retired.isEmpty()
                || gifts.stream().anyMatch(Gift::isGuarded);
    }

    /** Without waiting and checkpoints. */
    public Summary withoutTime() {
        return waiting.isEmpty() && !checkpoint
                ? this
                : new Summary(returned, yields, yieldsElements, leaks, gifts, handed, ranInSection, stored, forks, made,
                        takes, retired, lent, closed, "", false);
    }

    private static void addLeaks(Map<Origin.Foreign, Map<EscapeKind, String>> all,
            Map<Origin.Foreign, Map<EscapeKind, String>> more) {
        more.forEach((what, kinds) -> {
            Map<EscapeKind, String> known = all.computeIfAbsent(what, _ -> new EnumMap<>(EscapeKind.class));
            kinds.forEach(known::putIfAbsent);
        });
    }

    private static void addStored(Map<Integer, Set<String>> all, Map<Integer, Set<String>> more) {
        more.forEach((operand, fields) -> all.merge(operand, fields, Summary::union));
    }

    private static <T> Set<T> union(Set<T> some, Set<T> others) {
        Set<T> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
