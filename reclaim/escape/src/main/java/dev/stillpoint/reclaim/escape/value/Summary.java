// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.value;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a method does with its operands, for its callers.
 *
 * @param returned operands that it may return, or views of them
 * @param leaks operands that escape, how, and a phrase that says where to
 * @param stored operands that end in fields of the new object, by the fields' names; constructors only
 * @param closed operands that are guards and are closed on every path
 * @param waiting what it waits in, or empty
 * @param checkpoint whether it announces a checkpoint
 */
public record Summary(Set<Integer> returned, Map<Integer, Map<EscapeKind, String>> leaks,
        Map<Integer, Set<String>> stored,
        Set<Integer> closed, String waiting, boolean checkpoint) {

    public static final Summary NOTHING = new Summary(Set.of(), Map.of(), Map.of(), Set.of(), "", false);

    /** Both; of two phrases for one thing the older stays, so that repeated scanning comes to an end. */
    public Summary join(Summary newer) {
        if (equals(newer)) {
            return this;
        }
        Map<Integer, Map<EscapeKind, String>> allLeaks = new TreeMap<>();
        addLeaks(allLeaks, leaks);
        addLeaks(allLeaks, newer.leaks);
        Map<Integer, Set<String>> allStored = new HashMap<>();
        addStored(allStored, stored);
        addStored(allStored, newer.stored);
        return new Summary(union(returned, newer.returned), allLeaks, allStored, union(closed, newer.closed),
                waiting.isEmpty() ? newer.waiting : waiting, checkpoint || newer.checkpoint);
    }

    /** Without waiting and checkpoints. */
    public Summary withoutTime() {
        return waiting.isEmpty() && !checkpoint ? this : new Summary(returned, leaks, stored, closed, "", false);
    }

    private static void addLeaks(Map<Integer, Map<EscapeKind, String>> all,
            Map<Integer, Map<EscapeKind, String>> more) {
        more.forEach((operand, kinds) -> {
            Map<EscapeKind, String> known = all.computeIfAbsent(operand, _ -> new EnumMap<>(EscapeKind.class));
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
