// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.CodeReader;
import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodFacts;
import dev.stillpoint.reclaim.escape.classes.MethodId;
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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * All methods of the scanned classes. Scanned are those that have to do with guards, those that they may run, and those
 * that run them with a lambda that these give something guarded. Each is scanned again whenever something changes that
 * it has asked for: the summary of a method that it calls, or what a lambda captures. Summaries only grow, so it ends.
 * Of a method that was scanned its summary stays, and not its code. One thread.
 */
public final class Program {

    /** A virtual call with more targets than this is taken as unknown. */
    private static final int MAX_TARGETS = 16;

    private final ClassWorld world;
    private final ScanPolicy policy;
    private final TypeRules types;
    private final MethodRules methods;
    private final CodeReader reader = new CodeReader();
    private final Touch touch;
    private final Map<MethodId, Body> bodies;
    private final Map<MethodId, Summary> summaries = new HashMap<>();
    private final Map<MethodId, Set<MethodId>> askers = new HashMap<>();
    private final Map<String, Boolean> functionClasses = new HashMap<>();
    private final Map<MethodId, Set<Integer>> captured = new HashMap<>();
    private final Map<MethodId, Set<Integer>> given = new HashMap<>();
    private final Map<MethodId, Set<Integer>> kept = new HashMap<>();
    private final Map<MethodId, Set<Integer>> retired = new HashMap<>();
    private final Set<MethodId> unwatched = new HashSet<>();
    private final Map<String, Set<String>> capturedFields = new HashMap<>();
    private final Map<MethodId, Set<Finding>> findings = new HashMap<>();
    private final Map<Callee, List<MethodId>> targets = new HashMap<>();
    private final Map<MethodId, String> unreadable = new LinkedHashMap<>();
    private final Callbacks callbacks;
    private final int sections;
    private final Schedule schedule = new Schedule(this::callees);
    /** Methods that hand something guarded up to whoever calls them, who have not been looked for yet. */
    private final Set<MethodId> giving = new LinkedHashSet<>();

    private Program(ClassWorld world, ScanPolicy policy) {
        this.world = world;
        this.policy = policy;
        types = new TypeRules(world, policy.views());
        methods = new MethodRules(world, policy);
        touch = new Touch(world, types);
        Survey survey = new Survey(world, reader, touch, this::cannotRead);
        bodies = survey.bodies();
        sections = survey.sections();
        Map<MethodId, Set<MethodId>> makers = survey.makers();
        callbacks = new Callbacks(world, types, this::giveCallback,
                functional -> makers.getOrDefault(functional, Set.of()).forEach(this::schedule));
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
        for (Body body : bodies.values()) {
            if (touches(body) || body.outline().touches()) {
                schedule.add(body.id());
            }
        }
        do {
            while (!schedule.isEmpty()) {
                Body body = body(schedule.next());
                try {
                    scan(body);
                } catch (RuntimeException | StackOverflowError e) {
                    // One method less, which the result names; the others are scanned.
                    cannotRead(body.facts(), e);
                }
            }
            scheduleCallers();
        } while (!schedule.isEmpty());
    }

    private boolean touches(Body body) {
        try {
            return touch.isBy(body);
        } catch (RuntimeException | StackOverflowError _) {
            // What is wrong with it, its scan says.
            return true;
        }
    }

    private Body body(MethodId method) {
        return Objects.requireNonNull(bodies.get(method));
    }

    /** Whoever calls a method that gives something guarded to a function, or returns it, has to do with guards too. */
    private void scheduleCallers() {
        if (giving.isEmpty()) {
            return;
        }
        Set<MethodId> called = Set.copyOf(giving);
        giving.clear();
        Map<Callee, Boolean> known = new HashMap<>();
        for (Body body : bodies.values()) {
            if (!schedule.has(body.id()) && body.outline().callees().stream().anyMatch(callee -> known
                    .computeIfAbsent(callee, each -> readableTargets(each).stream().anyMatch(called::contains)))) {
                schedule.add(body.id());
            }
        }
    }

    /** Those whose summaries the scan of a method will ask for. */
    private List<MethodId> callees(MethodId method) {
        List<MethodId> callees = new ArrayList<>();
        body(method).outline().callees().forEach(callee -> callees.addAll(readableTargets(callee)));
        return callees;
    }

    private List<MethodId> readableTargets(Callee callee) {
        try {
            return targets(callee);
        } catch (RuntimeException | StackOverflowError _) {
            // What is wrong with it, the scan of its caller says.
            return List.of();
        }
    }

    private void schedule(MethodId method) {
        if (bodies.containsKey(method)) {
            schedule.add(method);
        }
    }

    private void scan(Body body) {
        MethodCode code = reader.read(body.owner(), body.facts()).map(MethodCode::new).orElseThrow();
        MethodScan scan = MethodScan.of(this, body, code);
        new MethodFlow(scan).run();
        if (!body.facts().has(AccessFlag.BRIDGE)) {
            findings.put(body.id(), scan.ledger().findings());
        }
        scan.ledger().unwatched().forEach(site -> {
            unwatch(site.body());
            callbacks.keep(site, body.id());
            callbacks.callers(site.functional()).forEach(this::schedule);
        });
        Summary before = summaries.getOrDefault(body.id(), Summary.NOTHING);
        Summary after = before.join(scan.ledger().summary());
        if (!after.equals(before)) {
            summaries.put(body.id(), after);
            askers.getOrDefault(body.id(), Set.of()).forEach(this::schedule);
            if (after.reachesCallers() && !before.reachesCallers()) {
                giving.add(body.id());
            }
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
        return touch.isMarked(method);
    }

    /** Whether the code of the method is scanned, so that what it does with its operands is judged there. */
    boolean hasBody(MethodId method) {
        return bodies.containsKey(method);
    }

    boolean isLambdaBody(MethodId method) {
        Body body = bodies.get(method);
        return body != null && body.facts().isLambda();
    }

    // -- summaries

    /** What the methods that a call may run do with its operands. */
    Summary summaryOf(MethodId asker, Call call) {
        Summary all = Summary.NOTHING;
        MethodFacts named = world.resolve(call.method());
        if (named == null) {
            return all;
        }
        // Of an overriding method only what it does with its operands counts: it is one of many that may run. But where
        // the method is abstract, or empty for others to override it, one of those does run.
        boolean oneRuns = !call.isVirtual() || named.has(AccessFlag.ABSTRACT) || isHook(named);
        for (MethodId target : targets(call)) {
            Summary summary = summaryOf(asker, target);
            all = all.join(oneRuns || target.equals(named.id()) ? summary : summary.withoutTime());
        }
        return all;
    }

    private boolean isHook(MethodFacts method) {
        Body body = bodies.get(method.id());
        return body != null && body.outline().isEmpty();
    }

    boolean isAbstract(Call call) {
        MethodFacts resolved = world.resolve(call.method());
        return resolved != null && resolved.has(AccessFlag.ABSTRACT);
    }

    Summary summaryOf(MethodId asker, MethodId method) {
        if (!bodies.containsKey(method)) {
            return Summary.NOTHING;
        }
        askers.computeIfAbsent(method, _ -> new LinkedHashSet<>()).add(asker);
        if (!schedule.has(method)) {
            schedule.add(method);
        }
        return summaries.getOrDefault(method, Summary.NOTHING);
    }

    /** The scanned methods that a call may run; empty if they are unknown or too many. */
    List<MethodId> targets(Call call) {
        return targets(new Callee(call.method(), call.isVirtual()));
    }

    private List<MethodId> targets(Callee callee) {
        return world.isBelowScanned(callee.method().owner())
                ? targets.computeIfAbsent(callee, this::findTargets)
                : List.of();
    }

    private List<MethodId> findTargets(Callee call) {
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
        return functionClasses.computeIfAbsent(facts.name(), _ -> answersOthers(facts) && asksForGuarded(facts));
    }

    private boolean asksForGuarded(ClassFacts facts) {
        return facts.methods().stream().anyMatch(method -> !method.isStatic() && !method.isConstructor()
                && method.type().parameterList().stream().anyMatch(types::mayBeGuarded));
    }

    /** Whether objects of the class may be known by an interface of others only, that does not tell what they do. */
    boolean answersOthers(ClassFacts facts) {
        return facts.interfaces().stream().anyMatch(type -> !world.isScanned(type));
    }

    /** Whether the class holds a snapshot; then the views beside it are of that. */
    boolean keepsSnapshot(String type) {
        return touch.keepsSnapshot(type);
    }

    // -- what lambdas and local classes capture

    boolean isCaptured(MethodId lambda, int operand) {
        return captured.getOrDefault(lambda, Set.of()).contains(operand);
    }

    void capture(MethodId lambda, int operand) {
        if (captured.computeIfAbsent(lambda, _ -> new HashSet<>()).add(operand)) {
            schedule(lambda);
        }
    }

    // -- what functions are given, and who looks at their results

    boolean isGiven(MethodId function, int operand) {
        return given.getOrDefault(function, Set.of()).contains(operand);
    }

    /** Somebody calls the function with something guarded as this operand. */
    void give(MethodId function, int operand) {
        if (given.computeIfAbsent(function, _ -> new HashSet<>()).add(operand)) {
            schedule(function);
        }
    }

    /** Functions that were kept, and who calls what was kept. */
    Callbacks callbacks() {
        return callbacks;
    }

    /** A function that was kept gets something guarded: it is judged where its code is, or where it is made. */
    private void giveCallback(LambdaSite site, int parameter, MethodId maker) {
        if (bodies.containsKey(site.body())) {
            give(site.body(), site.operandOfParameter(parameter));
        } else {
            schedule(maker);
        }
    }

    boolean isKept(MethodId lambda, int operand) {
        return kept.getOrDefault(lambda, Set.of()).contains(operand);
    }

    /** The operand of the lambda is what a snapshot keeps. */
    void keep(MethodId lambda, int operand) {
        if (kept.computeIfAbsent(lambda, _ -> new HashSet<>()).add(operand)) {
            // What was found while it was taken for guarded does not hold any more.
            summaries.remove(lambda);
            askers.getOrDefault(lambda, Set.of()).forEach(this::schedule);
            schedule(lambda);
        }
    }

    boolean isRetired(MethodId lambda, int operand) {
        return retired.getOrDefault(lambda, Set.of()).contains(operand);
    }

    /** The lambda is called with something that was retired before as this operand. */
    void retire(MethodId lambda, int operand) {
        if (retired.computeIfAbsent(lambda, _ -> new HashSet<>()).add(operand)) {
            schedule(lambda);
        }
    }

    boolean isUnwatched(MethodId lambda) {
        return unwatched.contains(lambda);
    }

    /** The lambda goes where nobody sees what becomes of its results: it must not return anything guarded. */
    void unwatch(MethodId lambda) {
        if (unwatched.add(lambda)) {
            schedule(lambda);
        }
    }

    boolean isCapturedField(String owner, String field) {
        return capturedFields.getOrDefault(owner, Set.of()).contains(field);
    }

    void captureField(String owner, String field) {
        if (capturedFields.computeIfAbsent(owner, _ -> new HashSet<>()).add(field)) {
            bodies.keySet().stream().filter(method -> method.owner().equals(owner)).forEach(schedule::add);
        }
    }
}
