// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.meaning;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.MethodFacts;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import java.lang.constant.ClassDesc;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a type says about its values. An array is as its elements. */
public final class TypeRules {

    private enum Rule {
        GUARD, SCOPED, VERSION, VIEW, TASK_SCOPE, PLAIN
    }

    private static final Set<String> COPIES = Set.of("java/lang/String", "java/lang/Integer", "java/lang/Long",
            "java/lang/Short", "java/lang/Byte", "java/lang/Character", "java/lang/Boolean", "java/lang/Double",
            "java/lang/Float", "java/lang/Number", "java/lang/Class", "java/math/BigInteger", "java/math/BigDecimal",
            "java/util/UUID", "java/time/Instant", "java/time/Duration", "java/time/LocalDate",
            "java/time/LocalDateTime", "java/time/LocalTime", "java/time/ZonedDateTime");

    private static final Set<String> PLAIN_BASES = Set.of("java/lang/Object", "java/lang/Record", "java/lang/Enum");

    private static final List<String> CONTAINERS =
            List.of("java/util/Collection", "java/util/Map", "java/util/Optional");

    /** Views that only lead to something: what it is, shows when it comes out. */
    private static final List<String> PASSAGES = List.of("java/util/Iterator", "java/util/Spliterator",
            "java/util/stream/BaseStream");

    private final ClassWorld world;
    private final List<String> views;
    private final Map<String, Rule> known = new HashMap<>();

    public TypeRules(ClassWorld world, List<String> views) {
        this.world = world;
        this.views = views;
    }

    public boolean isGuard(ClassDesc type) {
        return rule(type) == Rule.GUARD;
    }

    /** Whether all values of the type are guarded: guards, and instances of {@code @GuardScoped} classes. */
    public boolean isGuarded(ClassDesc type) {
        Rule rule = rule(type);
        return rule == Rule.GUARD || rule == Rule.SCOPED;
    }

    public boolean isScopedClass(String name) {
        return rule(name) == Rule.SCOPED;
    }

    /** Whether objects of the class may hold guarded values: it is marked, be it a view or a version. */
    public boolean mayHoldGuarded(String name) {
        return rule(name) == Rule.SCOPED || rule(name) == Rule.VERSION;
    }

    /** Whether a guarded value returns guarded instances of the type: memory segments, buffers, what holds such. */
    public boolean isView(ClassDesc type) {
        Rule rule = rule(type);
        return rule == Rule.VIEW || rule == Rule.VERSION;
    }

    /** Whether values of the type hold others, about which it says nothing: the JDK's collections. */
    public boolean isContainer(ClassDesc type) {
        String name = TypeNames.elementClass(type);
        return name != null && name.startsWith("java/util/")
                && CONTAINERS.stream().anyMatch(container -> world.isSubtype(name, container));
    }

    /** Whether an element of the type is guarded if its container is. */
    public boolean mayBeGuarded(ClassDesc type) {
        Rule rule = rule(type);
        return isGuarded(type) || rule == Rule.VIEW || rule == Rule.VERSION;
    }

    /** Whether all values of the type are copies, whatever they came from: numbers, strings, records of such. */
    public boolean isCopy(ClassDesc type) {
        String name = TypeNames.elementClass(type);
        return name == null || isCopy(name, new HashSet<>());
    }

    private boolean isCopy(String name, Set<String> asked) {
        if (COPIES.contains(name)) {
            return true;
        }
        ClassFacts facts = world.isScanned(name) ? world.find(name) : null;
        if (facts == null || rule(name) != Rule.PLAIN || !isPlainData(facts)) {
            return false;
        }
        // A class that refers to itself adds nothing.
        return !asked.add(name) || facts.fields().stream().map(TypeNames::elementClass)
                .allMatch(field -> field == null || isCopy(field, asked));
    }

    /** Whether an object of the class has the fields that the class declares, and no others: no subclass adds any. */
    private boolean isPlainData(ClassFacts facts) {
        return facts.superclass() != null && PLAIN_BASES.contains(facts.superclass()) && !facts.local()
                && !world.isExtended(facts.name())
                && facts.methods().stream().anyMatch(MethodFacts::isConstructor);
    }

    /** Whether it is an object that a reclaimer frees, such as a version. */
    public boolean isReclaimable(ClassDesc type) {
        String name = TypeNames.elementClass(type);
        // The library need not be at hand: its own kinds are told by the policy.
        return name != null && ((name.startsWith(GuardApi.LIBRARY) && views.contains(name))
                || world.isSubtype(name, GuardApi.RECLAIMABLE));
    }

    /** Whether a part of a version that turns out to be of this type is guarded: it refers to memory by itself. */
    public boolean isMemory(ClassDesc type) {
        String name = TypeNames.elementClass(type);
        return isView(type) && name != null && PASSAGES.stream().noneMatch(passage -> world.isSubtype(name, passage));
    }

    public boolean isTaskScope(ClassDesc type) {
        return rule(type) == Rule.TASK_SCOPE;
    }

    private Rule rule(ClassDesc type) {
        String name = TypeNames.elementClass(type);
        return name == null ? Rule.PLAIN : rule(name);
    }

    private Rule rule(String name) {
        Rule rule = known.get(name);
        if (rule == null) {
            rule = judge(name);
            known.put(name, rule);
        }
        return rule;
    }

    private Rule judge(String name) {
        if (name.equals(GuardApi.READ_GUARD)) {
            return Rule.GUARD;
        }
        if (world.isMarkedType(name)) {
            // Whoever makes a version owns it until it is published; only what a reference returns is guarded.
            return world.isSubtype(name, GuardApi.RECLAIMABLE) ? Rule.VERSION : Rule.SCOPED;
        }
        if (isOrHoldsView(name, new HashSet<>())) {
            return Rule.VIEW;
        }
        return GuardApi.isTaskScope(name, world) ? Rule.TASK_SCOPE : Rule.PLAIN;
    }

    /** Whoever keeps an object keeps the memory that its fields refer to. */
    private boolean isOrHoldsView(String name, Set<String> asked) {
        if (views.stream().anyMatch(view -> world.isSubtype(name, view))) {
            return true;
        }
        ClassFacts facts = world.isScanned(name) ? world.find(name) : null;
        return facts != null && asked.add(name) && facts.fields().stream().map(TypeNames::elementClass)
                .anyMatch(field -> field != null && isOrHoldsView(field, asked));
    }
}
