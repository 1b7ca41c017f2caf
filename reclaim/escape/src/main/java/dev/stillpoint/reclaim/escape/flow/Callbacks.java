// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.TypeRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Functions that were kept in a field or container, and calls of functions that come out of one. Which of them a call
 * runs, nobody follows. So where one call gives something guarded to a kept function, every kept function of the same
 * interface is taken to be given it, if its parameter is a version: {@code Consumer<Table>}. One that is given versions
 * by their writer only is told apart by its interface, if it has one of its own.
 */
final class Callbacks {

    /** What becomes of a function that is given something guarded. */
    @FunctionalInterface
    interface Receiver {

        void give(LambdaSite site, int parameter, MethodId maker);
    }

    private final TypeRules types;
    private final Receiver receiver;
    /** With the methods that make them. */
    private final Map<LambdaSite, Set<MethodId>> kept = new LinkedHashMap<>();
    /** The parameters that get something guarded, by the method of the functional interface. */
    private final Map<MethodId, Set<Integer>> given = new HashMap<>();

    Callbacks(TypeRules types, Receiver receiver) {
        this.types = types;
        this.receiver = receiver;
    }

    /** The function goes where nobody sees who calls it. */
    void keep(LambdaSite site, MethodId maker) {
        if (kept.computeIfAbsent(site, _ -> new LinkedHashSet<>()).add(maker)) {
            for (int parameter : given.getOrDefault(site.functional(), Set.of())) {
                give(site, parameter);
            }
        }
    }

    /** Somebody calls a function that was kept with something guarded. */
    void give(MethodId functional, int parameter) {
        if (given.computeIfAbsent(functional, _ -> new HashSet<>()).add(parameter)) {
            Set.copyOf(kept.keySet()).stream().filter(site -> site.functional().equals(functional))
                    .forEach(site -> give(site, parameter));
        }
    }

    /** Whether the parameter of a function that was kept may be something guarded. */
    boolean isGiven(LambdaSite site, int parameter) {
        return kept.containsKey(site) && given.getOrDefault(site.functional(), Set.of()).contains(parameter)
                && mayBeVersion(site, parameter);
    }

    private void give(LambdaSite site, int parameter) {
        if (mayBeVersion(site, parameter)) {
            Set.copyOf(kept.getOrDefault(site, Set.of())).forEach(maker -> receiver.give(site, parameter, maker));
        }
    }

    private boolean mayBeVersion(LambdaSite site, int parameter) {
        return parameter < site.instantiated().parameterCount()
                && types.isReclaimable(site.instantiated().parameterType(parameter));
    }
}
