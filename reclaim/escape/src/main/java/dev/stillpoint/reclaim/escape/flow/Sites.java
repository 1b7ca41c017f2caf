// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.meaning.TypeRules;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.constant.ClassDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the instructions of one method make: words for messages, and what objects hold. */
final class Sites {

    /** What sort of object holds values. */
    enum HolderKind {
        LAMBDA, LOCAL_CLASS, FUNCTION_CLASS, ARRAY, COLLECTOR
    }

    /**
     * A fork.
     *
     * @param scope the task scope
     * @param task what was forked
     */
    record Fork(Value scope, Value task) {
    }

    /**
     * A collector.
     *
     * @param keepsElements whether it keeps the elements of the stream
     * @param kept the functions whose results it keeps
     */
    record Collector(boolean keepsElements, Value kept) {
    }

    private final MethodCode code;
    private final String sourceFile;
    private final Map<Integer, String> words = new HashMap<>();
    private final Map<Integer, HolderKind> holders = new HashMap<>();
    private final Map<Integer, LambdaSite> lambdas = new HashMap<>();
    private final Map<Integer, List<Value>> captures = new HashMap<>();
    private final Map<Integer, String> classes = new HashMap<>();
    private final Map<Integer, Value> contents = new HashMap<>();
    private final Map<Integer, String> yielding = new HashMap<>();
    private final Map<Integer, Set<Integer>> given = new HashMap<>();
    private final Set<Integer> keeping = new HashSet<>();
    private final Map<Integer, Collector> collectors = new HashMap<>();
    private final Map<Integer, Fork> forks = new HashMap<>();
    /** The variables whose objects what came into being at a place is a view of. */
    private final Map<Integer, Set<Integer>> viewed = new HashMap<>();
    private final Map<Integer, Value> stowed = new HashMap<>();
    private boolean changed;

    Sites(MethodCode code, String sourceFile) {
        this.code = code;
        this.sourceFile = sourceFile;
    }

    void describe(int at, String what) {
        words.put(at, what);
    }

    /** What comes into being at {@code at} is a view of what is in the variable. */
    void viewOf(int at, int variable) {
        viewed.computeIfAbsent(at, _ -> new TreeSet<>()).add(variable);
    }

    /** The variables whose objects the value looks at. */
    Set<Integer> viewed(Value value) {
        Set<Integer> variables = new TreeSet<>();
        for (Origin origin : value.origins()) {
            if (origin instanceof Origin.Placed placed) {
                variables.addAll(viewed.getOrDefault(placed.at(), Set.of()));
            } else if (origin instanceof Origin.Looking looking) {
                variables.addAll(viewed.getOrDefault(looking.at(), Set.of()));
            }
        }
        return variables;
    }

    /** Snapshots are put into the container in the variable, now or in another round. */
    void stow(int variable, Origin.Stowed snapshots) {
        Value before = stowed(variable);
        Value after = before.join(Value.of(snapshots));
        changed |= after != before;
        stowed.put(variable, after);
    }

    /** The snapshots that are put into the container in the variable at any time. */
    Value stowed(int variable) {
        return stowed.getOrDefault(variable, Value.NONE);
    }

    /** A noun phrase for messages. */
    String words(Origin origin) {
        return switch (origin) {
            case Origin.Opened opened -> "the guard opened in " + place(opened.at());
            case Origin.Read read -> "%s from %s".formatted(
                    words.getOrDefault(read.at(), "the guard-scoped value"), place(read.at()));
            case Origin.Element element -> "an element of %s from %s".formatted(
                    words.getOrDefault(element.at(), "the guard-scoped container"), place(element.at()));
            case Origin.Handed handed when handed.captured() -> "the captured " + noun(handed);
            case Origin.Handed handed -> "the " + noun(handed) + " it was given";
            case Origin.Taken taken -> "the snapshot taken in " + place(taken.at());
            case Origin.Kept kept when kept.at() == Origin.Kept.ELSEWHERE -> "what a snapshot keeps";
            case Origin.Kept kept -> "what the snapshot from %s keeps".formatted(place(kept.at()));
            case Origin.Pipeline pipeline -> words(new Origin.Kept(pipeline.at()));
            case Origin.OutlivedKept kept -> "what the snapshot from %s kept before".formatted(place(kept.at()));
            case Origin.Looking looking -> "the memory from " + place(looking.at());
            case Origin.Part part -> "a part of the version, from " + place(part.at());
            case Origin.Outlived outlived -> "%s from %s, of an earlier section,".formatted(
                    words.getOrDefault(outlived.at(), "the guard-scoped value"), place(outlived.at()));
            case Origin.Retired retired when retired.at() == Origin.Retired.ELSEWHERE -> "an object retired before";
            case Origin.Retired retired -> "the object retired in " + place(retired.at());
            case Origin.Freed freed -> "the object freed in " + place(freed.at());
            case Origin.RetiredElements retired -> "the list of objects retired in " + place(retired.at());
            case Origin.Stowed stowed -> "the container of snapshots taken in " + place(stowed.at());
            case Origin.InField read -> "the container read in " + place(read.at());
            case Origin.InMemory made -> "the stream made in " + place(made.at());
            case Origin.Argument _ -> "an argument";
            case Origin.ElementOf _ -> "an element of an argument";
            case Origin.Mapped _ -> "a stream over an argument";
            case Origin.ResultOf _ -> "the result of an argument";
            case Origin.Holder holder -> "the object made in " + place(holder.at());
            case Origin.TaskScope scope -> "the task scope opened in " + place(scope.at());
        };
    }

    /** Written as in stack traces: whoever compares findings knows that the number moves. */
    String place(int at) {
        return "(%s:%d)".formatted(sourceFile.isEmpty() ? "Unknown" : sourceFile, code.line(at));
    }

    private static String noun(Origin.Handed handed) {
        return handed.isGuard() ? "guard" : "guard-scoped value";
    }

    void array(int at) {
        holders.put(at, HolderKind.ARRAY);
    }

    void object(int at, HolderKind kind, String type) {
        holders.put(at, kind);
        classes.put(at, type);
    }

    void lambda(int at, LambdaSite site, List<Value> captured) {
        holders.put(at, HolderKind.LAMBDA);
        lambdas.put(at, site);
        List<Value> before = captures.put(at, captured);
        if (before != null) {
            captures.put(at, joinAll(before, captured));
        }
        captured.forEach(value -> fill(at, value));
    }

    private static List<Value> joinAll(List<Value> some, List<Value> others) {
        List<Value> joined = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            joined.add(some.get(i).join(others.get(i)));
        }
        return joined;
    }

    /** What runs when the object is called; null if it is no lambda. */
    @Nullable LambdaSite lambda(Origin origin) {
        return origin instanceof Origin.Holder holder ? lambdas.get(holder.at()) : null;
    }

    /** Does something with each lambda and method reference that the value may be. */
    void forEachLambda(Value functions, BiConsumer<Origin.Holder, LambdaSite> action) {
        for (Origin origin : functions.origins()) {
            LambdaSite site = lambda(origin);
            if (site != null && origin instanceof Origin.Holder holder) {
                action.accept(holder, site);
            }
        }
    }

    /** What the lambda captured, in order. */
    List<Value> captured(Origin.Holder holder) {
        return captures.getOrDefault(holder.at(), List.of());
    }

    /** The method reference returns something guarded, which {@code what} names. */
    void yields(int at, String what) {
        yielding.put(at, what);
    }

    /** What guarded thing the method reference returns; null if none. */
    @Nullable String yielded(Origin.Holder holder) {
        return yielding.get(holder.at());
    }

    /** Somebody calls the method reference with something guarded. */
    void give(Origin.Holder holder, int parameter) {
        changed |= given.computeIfAbsent(holder.at(), _ -> new TreeSet<>()).add(parameter);
    }

    /** What a snapshot keeps is all that the method reference is given. */
    void keep(Origin.Holder holder) {
        changed |= keeping.add(holder.at());
    }

    boolean isGivenKept(int at) {
        return keeping.contains(at);
    }

    /** The parameters of the method reference that get something guarded. */
    Set<Integer> given(Origin.Holder holder) {
        return given.getOrDefault(holder.at(), Set.of());
    }

    void collector(int at, Collector collector) {
        holders.put(at, HolderKind.COLLECTOR);
        collectors.merge(at, collector, (some, more) -> new Collector(some.keepsElements() || more.keepsElements(),
                some.kept().join(more.kept())));
    }

    /** What the collector keeps; null if it is none. */
    @Nullable Collector collector(Origin origin) {
        return origin instanceof Origin.Holder holder ? collectors.get(holder.at()) : null;
    }

    /** The internal name of its class; null if it is unknown. */
    @Nullable String classOf(Origin.Holder holder) {
        return classes.get(holder.at());
    }

    /** Whether it is an object that a reclaimer may free. */
    boolean isReclaimable(Origin.Holder holder, TypeRules types) {
        String type = classes.get(holder.at());
        return type != null && types.isReclaimable(ClassDesc.ofInternalName(type));
    }

    HolderKind kind(Origin.Holder holder) {
        return holders.getOrDefault(holder.at(), HolderKind.ARRAY);
    }

    /** Puts something into the object made at {@code at}. */
    void fill(int at, Value value) {
        Value before = contents.getOrDefault(at, Value.NONE);
        // An object that ends in itself adds nothing.
        Value after = before.join(value.without(new Origin.Holder(at)::equals));
        if (after != before) {
            contents.put(at, after);
            changed = true;
        }
    }

    Value contents(Origin.Holder holder) {
        return contents.getOrDefault(holder.at(), Value.NONE);
    }

    /** What the value is, and holds, and what is held by that; without the objects that hold it. */
    Set<Origin> reach(Value value) {
        Set<Origin> reached = new HashSet<>();
        Deque<Origin> pending = new ArrayDeque<>(value.origins());
        while (!pending.isEmpty()) {
            Origin origin = pending.pop();
            if (reached.add(origin) && origin instanceof Origin.Holder holder) {
                pending.addAll(contents(holder).origins());
            }
        }
        reached.removeIf(Origin.Holder.class::isInstance);
        return reached;
    }

    void fork(int at, Value scope, Value task) {
        Fork before = forks.getOrDefault(at, new Fork(Value.NONE, Value.NONE));
        forks.put(at, new Fork(before.scope().join(scope), before.task().join(task)));
    }

    Fork fork(int at) {
        return forks.getOrDefault(at, new Fork(Value.NONE, Value.NONE));
    }

    /** Whether objects have been filled since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
