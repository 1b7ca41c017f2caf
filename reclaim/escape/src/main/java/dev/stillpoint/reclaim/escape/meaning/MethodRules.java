// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.meaning;

import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.policy.MethodPattern;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the policy says about a method that is called. */
public final class MethodRules {

    /** Where the arguments of a call end. */
    public enum Sink {
        HANDOVER, CONTAINER, FIELD, AT_ONCE, RESULT, NOWHERE
    }

    /**
     * The rule for one method.
     *
     * @param waits whether it may wait
     * @param starts whether it starts what it is called on as a thread
     * @param closes whether it closes its arguments
     * @param copies whether its result is a copy
     * @param atOnce whether it calls the functions that it is given before it returns, and keeps none
     * @param sink where its other arguments end
     */
    public record Rule(boolean waits, boolean starts, boolean closes, boolean copies, boolean atOnce, Sink sink) {
    }

    private static final Rule PLAIN = new Rule(false, false, false, false, false, Sink.NOWHERE);

    private final ClassWorld world;
    private final ScanPolicy policy;
    private final Map<String, Boolean> names = new HashMap<>();
    private final Map<MethodId, Rule> known = new HashMap<>();

    public MethodRules(ClassWorld world, ScanPolicy policy) {
        this.world = world;
        this.policy = policy;
    }

    public Rule of(MethodId method) {
        // Most calls are settled by their name alone.
        if (!names.computeIfAbsent(method.name(), this::occurs)) {
            return PLAIN;
        }
        return known.computeIfAbsent(method, this::judge);
    }

    private boolean occurs(String name) {
        return Stream.of(policy.blocking(), policy.handovers(), policy.starts(), policy.containers(),
                policy.fieldWriters(), policy.atOnce(), policy.passingOn(), policy.closers(), policy.copies())
                .flatMap(List::stream)
                .anyMatch(pattern -> pattern.names(name));
    }

    private Rule judge(MethodId method) {
        return new Rule(matches(policy.blocking(), method), matches(policy.starts(), method),
                matches(policy.closers(), method), matches(policy.copies(), method), matches(policy.atOnce(), method),
                sink(method));
    }

    private Sink sink(MethodId method) {
        if (matches(policy.handovers(), method)) {
            return Sink.HANDOVER;
        }
        if (matches(policy.containers(), method)) {
            return Sink.CONTAINER;
        }
        if (matches(policy.fieldWriters(), method)) {
            return Sink.FIELD;
        }
        if (matches(policy.atOnce(), method)) {
            return Sink.AT_ONCE;
        }
        return matches(policy.passingOn(), method) ? Sink.RESULT : Sink.NOWHERE;
    }

    private boolean matches(List<MethodPattern> patterns, MethodId method) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(method, world));
    }
}
