// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the knots of a graph: its strongly connected components of more than one member, in which everybody uses
 * everybody, be it through others (Tarjan 1972).
 */
final class Knots {

    private final Map<String, Set<String>> uses;
    private final Map<String, Integer> number = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final Set<String> onPath = new HashSet<>();
    private final List<List<String>> found = new ArrayList<>();

    private Knots(Map<String, Set<String>> uses) {
        this.uses = uses;
    }

    /**
     * The knots, the largest first, each in the order of names.
     *
     * @param uses each member with those that it uses; what is no member itself is left out
     */
    static List<List<String>> of(Map<String, Set<String>> uses) {
        Knots knots = new Knots(uses);
        for (String member : uses.keySet()) {
            if (!knots.number.containsKey(member)) {
                knots.visit(member);
            }
        }
        knots.found.sort((a, b) -> a.size() != b.size() ? b.size() - a.size() : a.getFirst().compareTo(b.getFirst()));
        return List.copyOf(knots.found);
    }

    /** @return the lowest number that can be reached from {@code member} */
    private int visit(String member) {
        int own = number.size();
        number.put(member, own);
        path.push(member);
        onPath.add(member);
        int low = own;
        for (String used : uses.getOrDefault(member, Set.of())) {
            if (!uses.containsKey(used)) {
                continue;
            }
            Integer seen = number.get(used);
            if (seen == null) {
                low = Math.min(low, visit(used));
            } else if (onPath.contains(used)) {
                low = Math.min(low, seen);
            }
        }
        if (low == own) {
            close(member);
        }
        return low;
    }

    private void close(String first) {
        List<String> component = new ArrayList<>();
        String member;
        do {
            member = path.pop();
            onPath.remove(member);
            component.add(member);
        } while (!member.equals(first));
        if (component.size() > 1) {
            component.sort(null);
            found.add(List.copyOf(component));
        }
    }
}
