// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.value;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is known of a local variable or an element of the operand stack.
 *
 * @param wide whether it is a long or a double, which takes two slots
 * @param origins where it may come from; empty for all that can do no harm
 */
public record Value(boolean wide, Set<Origin> origins) {

    public static final Value NONE = new Value(false, Set.of());
    public static final Value WIDE = new Value(true, Set.of());

    public static Value of(Origin origin) {
        return new Value(false, Set.of(origin));
    }

    public boolean isEmpty() {
        return origins.isEmpty();
    }

    public Value join(Value other) {
        if (this == other || other.origins.isEmpty() || origins.containsAll(other.origins)) {
            return this;
        }
        if (origins.isEmpty()) {
            return other;
        }
        Set<Origin> all = new HashSet<>(origins);
        all.addAll(other.origins);
        return new Value(false, Set.copyOf(all));
    }

    /** Where two paths meet: what is in memory only if it is so on both. */
    public Value merge(Value other) {
        Value joined = join(other);
        boolean memory = has(Origin.InMemory.class::isInstance) && other.has(Origin.InMemory.class::isInstance);
        Value merged = memory ? joined : joined.without(Origin.InMemory.class::isInstance);
        return merged.equals(this) ? this : merged;
    }

    public Value without(Predicate<Origin> unwanted) {
        if (origins.stream().noneMatch(unwanted)) {
            return this;
        }
        Set<Origin> rest = new HashSet<>(origins);
        rest.removeIf(unwanted);
        return rest.isEmpty() ? NONE : new Value(false, Set.copyOf(rest));
    }

    /** Without what it holds: as a view of it would be. */
    public Value withoutHolders() {
        return without(origin -> origin instanceof Origin.Holder || origin instanceof Origin.TaskScope);
    }

    /** What it contains, if it is a container. */
    public Value elements() {
        Value elements = without(origin -> !(origin instanceof Origin.Element));
        for (Origin origin : origins) {
            if (origin instanceof Origin.Argument argument) {
                elements = elements.join(of(new Origin.ElementOf(argument.operand())));
            }
        }
        return elements;
    }

    /** A container without what it contains. */
    public Value withoutElements() {
        Value container = without(origin -> origin instanceof Origin.Element || origin instanceof Origin.Argument);
        for (Origin origin : origins) {
            if (origin instanceof Origin.Argument argument) {
                container = container.join(of(new Origin.Mapped(argument.operand())));
            }
        }
        return container;
    }

    public boolean has(Predicate<Origin> wanted) {
        return origins.stream().anyMatch(wanted);
    }

    public boolean isGuarded() {
        return has(Origin.Guarded.class::isInstance);
    }

    /** Whether snapshots keep it, and no section. */
    public boolean isKept() {
        return has(Origin.Kept.class::isInstance) && !isGuarded();
    }

    /** Whether what is made of these, snapshots keep, and no section. */
    public static boolean areKept(Collection<Value> values) {
        return values.stream().anyMatch(Value::isKept) && values.stream().noneMatch(Value::isGuarded);
    }

    /** A stream of copies over what snapshots keep, where it was one of what they keep themselves. */
    public Value pipeline() {
        Value pipeline = without(Origin.Kept.class::isInstance);
        for (Origin origin : origins) {
            if (origin instanceof Origin.Kept kept) {
                pipeline = pipeline.join(of(new Origin.Pipeline(kept.at())));
            }
        }
        return pipeline;
    }

    /** The operands that it is, and nothing else can be; empty if it may be something else. */
    public Set<Integer> operands() {
        Set<Integer> operands = new HashSet<>();
        for (Origin origin : origins) {
            switch (origin) {
                case Origin.Argument argument -> operands.add(argument.operand());
                case Origin.Handed handed -> operands.add(handed.operand());
                default -> {
                    return Set.of();
                }
            }
        }
        return operands.size() == 1 ? operands : Set.of();
    }

    public boolean isGuard() {
        return has(origin -> origin instanceof Origin.Guarded guarded && guarded.isGuard());
    }
}
