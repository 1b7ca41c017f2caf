// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.ElementRules;
import dev.stillpoint.reclaim.escape.meaning.KotlinRules;
import dev.stillpoint.reclaim.escape.meaning.MethodRules;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The elements of streams, iterators, optionals and collections.
 *
 * <p>A container whose elements are guarded carries them: its value has an {@link Origin.Element} beside its own
 * origins. The element comes into being where a signature says so ({@code Stream<Row> rows()}), or where a function
 * that maps returns something guarded. From then on every method hands the elements on to its result and to the
 * functions that it is given, but for those that map them: their result carries what the function returns. So
 * {@code rows().map(Row::key).toList()} collects numbers, and {@code rows().toList()} collects rows.
 */
final class Elements {

    private final MethodScan scan;
    private final Functions functions;

    Elements(MethodScan scan, Functions functions) {
        this.scan = scan;
        this.functions = functions;
    }

    /** What is in the container that is called. */
    private Value of(Call call) {
        if (call.isStatic()) {
            return KotlinRules.extendsContainer(call.method()) && !call.operands().isEmpty()
                    ? call.operands().getFirst().elements()
                    : Value.NONE;
        }
        if (ElementRules.isOfNumbers(call.method())) {
            return Value.NONE;
        }
        Value receiver = call.receiver();
        return ElementRules.isContainer(call.method())
                ? receiver.elements()
                : receiver.without(origin -> !(origin instanceof Origin.Element));
    }

    /** What a call does with elements, apart from its result. */
    void judge(Call call, Frame frame) {
        Value elements = of(call);
        if (!call.isStatic() && call.receiver().isKept()) {
            call.arguments().forEach(functions::keep);
            if (call.arguments().stream().anyMatch(functions::lends)) {
                scan.lend(call.at(), frame, call.receiver());
            }
        }
        MethodId method = call.method();
        if (!elements.isEmpty()) {
            // What an operand contains is guarded for some callers only, and functions made here are for all of them.
            if (elements.isGuarded()) {
                call.arguments().forEach(argument -> functions.giveEach(argument, call.at()));
            }
            String where = "by " + method.display();
            if (ElementRules.makesCollection(method)) {
                scan.ledger().leak(call.at(), elements, EscapeKind.COLLECTION, "is put into a collection " + where);
            } else if (ElementRules.makesArray(method)) {
                scan.ledger().leak(call.at(), elements, EscapeKind.ARRAY, "is put into an array " + where);
            }
        }
        if (ElementRules.collects(method) && method.parameterCount() == 1) {
            scan.ledger().leak(call.at(), collected(elements, call.arguments().getFirst(), frame, call.at()),
                    EscapeKind.COLLECTION, "is put into a collection by " + method.display());
        } else if (ElementRules.keepsResults(method)) {
            scan.ledger().leak(call.at(), results(call, frame), EscapeKind.COLLECTION,
                    "is put into a container by " + method.display());
        }
        if (ElementRules.makesCollector(method)) {
            makeCollector(call);
        }
    }

    private Value results(Call call, Frame frame) {
        Value results = Value.NONE;
        for (Value argument : call.arguments()) {
            results = results.join(ElementRules.flattens(call.method())
                    ? functions.results().elementsOf(argument, frame, call.at())
                    : functions.results().of(argument, frame, call.at()));
        }
        return results.without(Origin.Argument.class::isInstance);
    }

    // -- collectors

    private Value functions(Call call) {
        Value all = Value.NONE;
        for (Value argument : call.arguments()) {
            all = all.join(argument.without(origin -> scan.sites().lambda(origin) == null));
        }
        return all;
    }

    private void makeCollector(Call call) {
        List<Sites.Collector> downstream = new ArrayList<>();
        for (Value argument : call.arguments()) {
            for (Origin origin : argument.origins()) {
                Sites.Collector collector = scan.sites().collector(origin);
                if (collector != null) {
                    downstream.add(collector);
                }
            }
        }
        boolean pushes = ElementRules.makesGatherer(call.method())
                && call.arguments().stream().anyMatch(functions::gives);
        boolean keepsElements = downstream.isEmpty() || downstream.stream().anyMatch(Sites.Collector::keepsElements);
        Value kept = Value.NONE;
        for (Sites.Collector each : downstream) {
            kept = kept.join(each.kept());
        }
        scan.sites().collector(call.at(), switch (ElementRules.collecting(call.method())) {
            case ELEMENTS -> new Sites.Collector(true, Value.NONE);
            case NOTHING -> new Sites.Collector(pushes, Value.NONE);
            case RESULTS -> new Sites.Collector(keepsIdentity(call), functions(call));
            case MAPPED -> new Sites.Collector(false, keepsElements ? kept.join(functions(call)) : kept);
            case DOWNSTREAM -> finishes(call)
                    ? new Sites.Collector(false, Value.NONE)
                    : new Sites.Collector(keepsElements, kept.join(functions(call)));
        });
    }

    /** Whether what a function returns that the collector was made of is the element itself. */
    private boolean keepsIdentity(Call call) {
        return call.arguments().stream().anyMatch(argument -> argument.has(origin -> {
            LambdaSite site = scan.sites().lambda(origin);
            return site != null && site.isIdentity();
        }));
    }

    /** Whether the function that finishes a collector makes a copy: {@code List::size}. */
    private boolean finishes(Call call) {
        return call.method().name().equals("collectingAndThen")
                && call.arguments().getLast().has(origin -> makesCopy(scan.sites().lambda(origin))
                        || drops(scan.sites().lambda(origin)));
    }

    /** Whether what the function returns has nothing of what it is given, as far as its own code says. */
    private boolean drops(@Nullable LambdaSite site) {
        if (site == null || !scan.program().isLambdaBody(site.body())) {
            return false;
        }
        Summary summary = scan.program().summaryOf(scan.body().id(), site.body());
        return !summary.yields() && Stream.concat(summary.returned().stream(), summary.leaks().keySet().stream())
                .noneMatch(foreign -> foreign.operand() >= site.operandOfParameter(0));
    }

    private boolean makesCopy(@Nullable LambdaSite site) {
        return site != null && scan.types().isCopy(site.instantiated().returnType());
    }

    private Value collected(Value elements, Value collector, Frame frame, int at) {
        Value kept = Value.NONE;
        boolean known = false;
        for (Origin origin : collector.origins()) {
            Sites.Collector shape = scan.sites().collector(origin);
            if (shape != null) {
                known = true;
                // What an operand contains is guarded for some callers only, as in judge.
                if (elements.isGuarded()) {
                    functions.giveEach(shape.kept(), at);
                }
                kept = kept.join(functions.results().of(shape.kept(), frame, at))
                        .join(shape.keepsElements() ? elements : Value.NONE);
            }
        }
        return known || isShownToBeCopy(at) ? kept : elements;
    }

    /** Whether the next instruction says that what nobody knows how it was collected is a number or a string. */
    private boolean isShownToBeCopy(int at) {
        return at + 1 < scan.code().size()
                && scan.code().instruction(at + 1) instanceof TypeCheckInstruction check
                && check.opcode() == Opcode.CHECKCAST && scan.types().isCopy(check.type().asSymbol());
    }

    // -- results

    /** What a call returns, which would be {@code plain} if it were no container. */
    Value result(Call call, Value plain, Frame frame) {
        MethodId method = call.method();
        if (ElementRules.makesCollector(method)) {
            return plain.without(origin -> scan.sites().collector(origin) != null)
                    .join(Value.of(new Origin.Holder(call.at())));
        }
        if (returnsCopies(call)) {
            scan.sites().collector(call.at(), new Sites.Collector(false, Value.NONE));
            return Value.of(new Origin.Holder(call.at()));
        }
        if (ElementRules.makesIdentity(method)) {
            scan.sites().lambda(call.at(), LambdaSite.identity(), List.of());
            return Value.of(new Origin.Holder(call.at()));
        }
        Value kept = plain.isKept() && copiesKept(call) ? keptStream(call, plain) : plain;
        if (ElementRules.maps(method)) {
            return mapped(call, kept.withoutElements(), frame);
        }
        if (scan.program().methods().of(method).copies() || scan.types().isCopy(call.result())
                || ElementRules.makesCollection(method)
                || ElementRules.makesArray(method) || ElementRules.collects(method)) {
            return kept.without(origin -> origin instanceof Origin.Element || origin instanceof Origin.Part);
        }
        if (ElementRules.gathers(method)) {
            Value gathered = collected(of(call), call.arguments().getFirst(), frame, call.at());
            Value stream = kept.withoutElements().without(origin -> scan.sites().collector(origin) != null);
            return gathered.isGuarded() ? stream.join(elements(call, frame, method.display())) : stream;
        }
        if (ElementRules.reducesToOthers(method)) {
            return kept.withoutElements().join(call.arguments().getFirst()).join(results(call, frame));
        }
        if (ElementRules.makesStream(method) && call.arguments().stream().map(functions.results()::unpacked)
                .anyMatch(Value::isGuarded)) {
            return kept.join(elements(call, frame, method.display()));
        }
        Value result = kept.join(of(call));
        if (scan.program().methods().of(method).sink() == MethodRules.Sink.AT_ONCE) {
            result = result.join(results(call, frame));
        }
        return carriesGuarded(call) ? result.join(elements(call, frame, method.display())) : result;
    }

    /** Whether the result is a collector, or a gatherer, whose own results are copies: its signature says so. */
    private boolean returnsCopies(Call call) {
        if (!ElementRules.isCollector(call.result())) {
            return false;
        }
        List<ClassDesc> types = scan.world().elementTypes(call.method());
        return !types.isEmpty() && scan.types().isCopy(types.getLast());
    }

    /** What is left of what a snapshot keeps when its elements were copied: the stream, if it is not ended yet. */
    private Value keptStream(Call call, Value plain) {
        return scan.types().isView(call.result()) ? plain.pipeline() : plain.without(Origin.Kept.class::isInstance);
    }

    /** Whether the elements of the result are copies, though those of the container are what a snapshot keeps. */
    private boolean copiesKept(Call call) {
        MethodId method = call.method();
        if (call.isStatic() || !ElementRules.isContainer(method)) {
            return false;
        }
        if (ElementRules.isOfNumbers(method) || ElementRules.makesNumbers(method)) {
            return true;
        }
        if (ElementRules.collects(method) && method.parameterCount() == 1) {
            // Beside the collector itself the value has the functions that it was made of.
            Value collectors = call.arguments().getFirst().without(origin -> scan.sites().collector(origin) == null);
            return !collectors.isEmpty() && collectors.origins().stream().allMatch(this::collectsCopies);
        }
        if (ElementRules.gathers(method)) {
            Value gatherers = call.arguments().getFirst().without(origin -> scan.sites().collector(origin) == null);
            return !gatherers.isEmpty() && gatherers.origins().stream().allMatch(this::collectsCopies);
        }
        if (ElementRules.flattens(method)) {
            return call.arguments().stream().allMatch(this::flattensToCopies);
        }
        return ElementRules.maps(method) && !method.name().startsWith("mapMulti")
                && call.arguments().stream().allMatch(this::returnsCopies);
    }

    private boolean flattensToCopies(Value made) {
        return !made.isEmpty() && made.origins().stream().allMatch(origin -> drops(scan.sites().lambda(origin))
                && scan.sites().reach(Value.of(origin)).stream().noneMatch(Elements::isOfSnapshot));
    }

    private boolean collectsCopies(Origin origin) {
        Sites.Collector collector = scan.sites().collector(origin);
        return collector != null && !collector.keepsElements()
                && (collector.kept().isEmpty() || returnsCopies(collector.kept()));
    }

    /** Whether all these are functions that return copies, or are given nothing that a snapshot keeps. */
    private boolean returnsCopies(Value made) {
        return !made.isEmpty() && made.origins().stream().allMatch(origin -> {
            LambdaSite site = scan.sites().lambda(origin);
            return site != null && scan.sites().reach(Value.of(origin)).stream().noneMatch(Elements::isOfSnapshot)
                    && (makesCopy(site) || site.instantiated().parameterList().stream()
                            .noneMatch(functions::mayBeElement));
        });
    }

    private static boolean isOfSnapshot(Origin origin) {
        return origin instanceof Origin.Kept || origin instanceof Origin.Taken;
    }

    private Value elements(Call call, Frame frame, String of) {
        return scan.elements(call.at(), frame, "the guard-scoped result of " + of);
    }

    private Value mapped(Call call, Value stream, Frame frame) {
        MethodId method = call.method();
        Value results = results(call, frame);
        boolean seeds = call.isStatic() && !KotlinRules.extendsContainer(method)
                && call.arguments().stream().anyMatch(Value::isGuarded);
        boolean pushes = method.name().startsWith("mapMulti") && functions.gives(call.arguments().getFirst());
        if (results.isGuarded() || seeds || pushes) {
            return stream.join(elements(call, frame, method.display()));
        }
        return stream.join(results.without(Origin.Guarded.class::isInstance));
    }

    /** Whether the method lends a container of guarded elements, as its signature says. */
    private boolean carriesGuarded(Call call) {
        if (functions.isOwn(call) || (!call.isStatic() && call.receiver().isKept())) {
            return false;
        }
        boolean lends = (!call.isStatic() && call.receiver().isGuarded()) || scan.program().isMarked(call.method());
        return lends && scan.world().elementTypes(call.method()).stream().anyMatch(scan.types()::mayBeGuarded);
    }
}
