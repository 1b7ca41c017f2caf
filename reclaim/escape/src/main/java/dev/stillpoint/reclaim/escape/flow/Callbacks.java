// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.TypeRules;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Functions that were kept in a field or container, and calls of functions that come out of one. Which of them a call
 * runs, nobody follows. So where one call gives something guarded to a kept function, every kept function of the same
 * interface is taken to be given it, if its parameter is a version: {@code Consumer<Table>}; of an interface of the
 * program's own also if it is a view or anything. One that is given versions by their writer only is told apart by its
 * interface, if it has one of its own.
 */
final class Callbacks {

    /** What becomes of a function that is given something guarded. */
    @FunctionalInterface
    interface Receiver {

        void give(LambdaSite site, int parameter, MethodId maker);
    }

    private final ClassWorld world;
    private final TypeRules types;
    private final Receiver receiver;
    /** Is told of each interface whose kept functions matter: who makes some is to be scanned. */
    private final Consumer<MethodId> makers;
    /** With the methods that make them. */
    private final Map<LambdaSite, Set<MethodId>> kept = new LinkedHashMap<>();
    /** The parameters that get something guarded, by the method of the functional interface. */
    private final Map<MethodId, Set<Integer>> given = new HashMap<>();
    /** The methods that call a kept function, and so do what it does. */
    private final Map<MethodId, Set<MethodId>> callers = new HashMap<>();

    Callbacks(ClassWorld world, TypeRules types, Receiver receiver, Consumer<MethodId> makers) {
        this.world = world;
        this.types = types;
        this.receiver = receiver;
        this.makers = makers;
    }

    /**
     * The functions that may run where one of this interface is called. Those of an interface of others are too many.
     */
    List<LambdaSite> calledBy(MethodId caller, MethodId functional) {
        if (!world.isScanned(functional.owner())) {
            return List.of();
        }
        callers.computeIfAbsent(functional, each -> {
            makers.accept(each);
            return new LinkedHashSet<>();
        }).add(caller);
        return keptOf(functional);
    }

    private List<LambdaSite> keptOf(MethodId functional) {
        return kept.keySet().stream().filter(site -> site.functional().equals(functional)).toList();
    }

    /** The methods that have asked which functions of this interface they may run. */
    Set<MethodId> callers(MethodId functional) {
        return Set.copyOf(callers.getOrDefault(functional, Set.of()));
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
            makers.accept(functional);
            keptOf(functional).forEach(site -> give(site, parameter));
        }
    }

    /** Whether the parameter of a function that was kept may be something guarded. */
    boolean isGiven(LambdaSite site, int parameter) {
        return kept.containsKey(site) && given.getOrDefault(site.functional(), Set.of()).contains(parameter)
                && mayBeGuarded(site, parameter);
    }

    private void give(LambdaSite site, int parameter) {
        if (mayBeGuarded(site, parameter)) {
            Set.copyOf(kept.getOrDefault(site, Set.of())).forEach(maker -> receiver.give(site, parameter, maker));
        }
    }

    private boolean mayBeGuarded(LambdaSite site, int parameter) {
        if (parameter >= site.instantiated().parameterCount()) {
            return false;
        }
        ClassDesc type = site.instantiated().parameterType(parameter);
        return types.isReclaimable(type) || (world.isScanned(site.functional().owner())
                && (types.mayBeGuarded(type) || type.equals(ConstantDescs.CD_Object)));
    }
}
