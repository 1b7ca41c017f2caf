// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.MethodFacts;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.MethodRules;
import dev.stillpoint.reclaim.escape.meaning.TypeRules;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.Finding;
import dev.stillpoint.reclaim.escape.value.Summary;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All methods of the scanned classes. Each is scanned again whenever something changes that it has asked for: the
 * summary of a method that it calls, or what a lambda captures. Summaries only grow, so it ends. One thread.
 */
public final class Program {

    /** A virtual call with more targets than this is taken as unknown. */
    private static final int MAX_TARGETS = 16;

    private final ClassWorld world;
    private final ScanPolicy policy;
    private final TypeRules types;
    private final MethodRules methods;
    private final Map<MethodId, Body> bodies;
    private final Map<MethodId, Summary> summaries = new HashMap<>();
    private final Map<MethodId, Set<MethodId>> askers = new HashMap<>();
    private final Map<String, Boolean> functionClasses = new HashMap<>();
    private final Map<MethodId, Set<Integer>> captured = new HashMap<>();
    private final Map<MethodId, Set<Integer>> given = new HashMap<>();
    private final Map<MethodId, Set<Integer>> kept = new HashMap<>();
    private final Set<MethodId> unwatched = new HashSet<>();
    private final Map<String, Set<String>> capturedFields = new HashMap<>();
    private final Map<MethodId, Set<Finding>> findings = new HashMap<>();
    private final Map<Target, List<MethodId>> targets = new HashMap<>();
    private final Map<MethodId, String> unreadable = new LinkedHashMap<>();
    private final int sections;
    private final LinkedHashSet<MethodId> pending = new LinkedHashSet<>();

    private record Target(MethodId method, boolean virtual) {
    }

    private Program(ClassWorld world, ScanPolicy policy) {
        this.world = world;
        this.policy = policy;
        types = new TypeRules(world, policy.views());
        methods = new MethodRules(world, policy);
        Bodies found = new Bodies(world, this::isMarked, this::cannotRead);
        bodies = found.all();
        sections = found.sections();
    }

    /** Scans all methods. */
    public static Program scan(ClassWorld world, ScanPolicy policy) {
        Program program = new Program(world, policy);
        program.run();
        return program;
    }

    /** Everything that was found, in order. */
    public Collection<Finding> findings() {
        Set<Finding> all = new TreeSet<>();
        findings.values().forEach(all::addAll);
        return all;
    }

    /** Methods that could not be read, with their files and the reason. */
    public Collection<String> unreadable() {
        return unreadable.values();
    }

    /** At how many places a read section begins. */
    public int sections() {
        return sections;
    }

    private void run() {
        pending.addAll(bodies.keySet());
        while (!pending.isEmpty()) {
            Body body = bodies.get(pending.removeFirst());
            if (body != null) {
                try {
                    scan(body);
                } catch (RuntimeException | StackOverflowError e) {
                    // One method less, which the result names; the others are scanned.
                    cannotRead(body.facts(), e);
                }
            }
        }
    }

    private void scan(Body body) {
        MethodScan scan = MethodScan.of(this, body);
        new MethodFlow(scan).run();
        if (!body.facts().has(AccessFlag.BRIDGE)) {
            findings.put(body.id(), scan.ledger().findings());
        }
        scan.ledger().unwatched().forEach(this::unwatch);
        Summary before = summaries.getOrDefault(body.id(), Summary.NOTHING);
        Summary after = before.join(scan.ledger().summary());
        if (!after.equals(before)) {
            summaries.put(body.id(), after);
            pending.addAll(askers.getOrDefault(body.id(), Set.of()));
        }
    }

    private void cannotRead(MethodFacts method, Throwable reason) {
        ClassFacts owner = world.find(method.id().owner());
        unreadable.put(method.id(), "%s: the method %s cannot be read: %s".formatted(
                owner == null ? method.id().owner() : owner.location(), method.id().name(), reason));
    }

    ClassWorld world() {
        return world;
    }

    ScanPolicy policy() {
        return policy;
    }

    TypeRules types() {
        return types;
    }

    MethodRules methods() {
        return methods;
    }

    /** Whether a method may return guarded values. */
    boolean isMarked(MethodId method) {
        return GuardApi.returnsGuarded(method) || GuardApi.implementsReference(method, world)
                || (!method.owner().startsWith("java/") && world.isMarkedMethod(method));
    }

    boolean isLambdaBody(MethodId method) {
        Body body = bodies.get(method);
        return body != null && body.facts().isLambda();
    }

    // -- summaries

    /** What the methods that a call may run do with its operands. */
    Summary summaryOf(MethodId asker, Call call) {
        Summary all = Summary.NOTHING;
        for (MethodId target : targets(call)) {
            Summary summary = summaryOf(asker, target);
            // Of an overriding method only what it does with its operands counts: it is one of many that may run. But
            // where the method is abstract, one of those that override it does run.
            all = all.join(target.owner().equals(call.method().owner()) || !call.isVirtual() || isAbstract(call)
                    ? summary
                    : summary.withoutTime());
        }
        return all;
    }

    private boolean isAbstract(Call call) {
        MethodFacts resolved = world.resolve(call.method());
        return resolved != null && resolved.has(AccessFlag.ABSTRACT);
    }

    Summary summaryOf(MethodId asker, MethodId method) {
        if (!bodies.containsKey(method)) {
            return Summary.NOTHING;
        }
        askers.computeIfAbsent(method, _ -> new LinkedHashSet<>()).add(asker);
        return summaries.getOrDefault(method, Summary.NOTHING);
    }

    /** The scanned methods that a call may run; empty if they are unknown or too many. */
    List<MethodId> targets(Call call) {
        return targets.computeIfAbsent(new Target(call.method(), call.isVirtual()), this::findTargets);
    }

    private List<MethodId> findTargets(Target call) {
        MethodFacts resolved = world.resolve(call.method());
        if (resolved == null || !world.isScanned(resolved.id().owner())) {
            return List.of();
        }
        List<MethodId> found = new ArrayList<>();
        if (bodies.containsKey(resolved.id())) {
            found.add(resolved.id());
        }
        if (call.virtual()) {
            world.overriders(resolved).stream().map(MethodFacts::id).filter(bodies::containsKey).forEach(found::add);
        }
        return found.size() > MAX_TARGETS ? List.of() : List.copyOf(found);
    }

    /**
     * Whether objects of the class may be called by those who know only an interface of others: it implements one, and
     * has a method that asks for guarded values, as a {@code Consumer<Table>} does.
     */
    boolean isFunctionClass(ClassFacts facts) {
        return functionClasses.computeIfAbsent(facts.name(), _ -> answersToOthers(facts));
    }

    private boolean answersToOthers(ClassFacts facts) {
        return facts.interfaces().stream().anyMatch(type -> !world.isScanned(type)) && facts.methods().stream()
                .anyMatch(method -> !method.isStatic() && !method.isConstructor()
                        && method.type().parameterList().stream().anyMatch(types::mayBeGuarded));
    }

    /** Whether the class holds a snapshot; then the views beside it are of that. */
    boolean keepsSnapshot(String type) {
        ClassFacts facts = world.find(type);
        return facts != null && facts.fields().stream().anyMatch(GuardApi::isSnapshot);
    }

    // -- what lambdas and local classes capture

    boolean isCaptured(MethodId lambda, int operand) {
        return captured.getOrDefault(lambda, Set.of()).contains(operand);
    }

    void capture(MethodId lambda, int operand) {
        if (captured.computeIfAbsent(lambda, _ -> new HashSet<>()).add(operand)) {
            pending.add(lambda);
        }
    }

    // -- what functions are given, and who looks at their results

    boolean isGiven(MethodId function, int operand) {
        return given.getOrDefault(function, Set.of()).contains(operand);
    }

    /** Somebody calls the function with something guarded as this operand. */
    void give(MethodId function, int operand) {
        if (given.computeIfAbsent(function, _ -> new HashSet<>()).add(operand)) {
            pending.add(function);
        }
    }

    boolean isKept(MethodId lambda, int operand) {
        return kept.getOrDefault(lambda, Set.of()).contains(operand);
    }

    /** The operand of the lambda is what a snapshot keeps. */
    void keep(MethodId lambda, int operand) {
        if (kept.computeIfAbsent(lambda, _ -> new HashSet<>()).add(operand)) {
            pending.add(lambda);
        }
    }

    boolean isUnwatched(MethodId lambda) {
        return unwatched.contains(lambda);
    }

    /** The lambda goes where nobody sees what becomes of its results: it must not return anything guarded. */
    void unwatch(MethodId lambda) {
        if (unwatched.add(lambda)) {
            pending.add(lambda);
        }
    }

    boolean isCapturedField(String owner, String field) {
        return capturedFields.getOrDefault(owner, Set.of()).contains(field);
    }

    void captureField(String owner, String field) {
        if (capturedFields.computeIfAbsent(owner, _ -> new HashSet<>()).add(field)) {
            bodies.keySet().stream().filter(method -> method.owner().equals(owner)).forEach(pending::add);
        }
    }
}
