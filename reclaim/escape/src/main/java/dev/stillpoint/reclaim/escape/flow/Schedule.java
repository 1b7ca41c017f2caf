// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.MethodId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which methods are to be scanned, and in what order: callees before their callers, as far as calls go round in no
 * circle, so that most methods are scanned once, when all is known of what they call. Whoever is entered brings along
 * what it may call. Of those that wait, the one deepest down comes first.
 */
final class Schedule {

    /** A method whose callees are being entered. */
    private record Visit(MethodId method, Iterator<MethodId> callees) {
    }

    private static final int ON_THE_WAY = -1;

    private final Function<MethodId, List<MethodId>> callees;
    /** Where each method stands in the order; {@link #ON_THE_WAY} while its callees are being entered. */
    private final Map<MethodId, Integer> places = new HashMap<>();
    private final List<MethodId> order = new ArrayList<>();
    private final BitSet pending = new BitSet();

    Schedule(Function<MethodId, List<MethodId>> callees) {
        this.callees = callees;
    }

    boolean has(MethodId method) {
        return places.containsKey(method);
    }

    /** The method is to be scanned, or scanned once more. */
    void add(MethodId method) {
        Integer place = places.get(method);
        if (place == null) {
            enter(method);
        } else {
            pending.set(place);
        }
    }

    private void enter(MethodId first) {
        Deque<Visit> path = new ArrayDeque<>();
        path.push(visit(first));
        while (!path.isEmpty()) {
            Visit deepest = path.element();
            if (deepest.callees().hasNext()) {
                MethodId callee = deepest.callees().next();
                if (!has(callee)) {
                    path.push(visit(callee));
                }
            } else {
                path.pop();
                places.put(deepest.method(), order.size());
                pending.set(order.size());
                order.add(deepest.method());
            }
        }
    }

    private Visit visit(MethodId method) {
        places.put(method, ON_THE_WAY);
        return new Visit(method, callees.apply(method).iterator());
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Takes out the next one. */
    MethodId next() {
        int place = pending.nextSetBit(0);
        pending.clear(place);
        return order.get(place);
    }
}
