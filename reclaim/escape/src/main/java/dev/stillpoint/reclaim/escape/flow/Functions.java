// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.ElementRules;
import dev.stillpoint.reclaim.escape.meaning.MethodRules;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Gift;
import dev.stillpoint.reclaim.escape.value.Handing;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What functions are given: lambdas, method references, local objects. What they return, {@link FunctionResults} says.
 *
 * <p>A method that calls an operand of its own notes what it hands to it (a {@link Gift}) and what becomes of the
 * result ({@link Origin.ResultOf}). Whoever calls that method with a lambda knows which code runs: the lambda's
 * parameter is guarded from then on, and its result has a value. Where a caller only hands an operand of its own down,
 * its summary says the same to the caller above it. So a callback is judged where its body stands, however deep it is
 * called.
 */
final class Functions {

    private final MethodScan scan;
    private final References references;
    private final FunctionResults results;

    Functions(MethodScan scan) {
        this.scan = scan;
        references = new References(scan);
        results = new FunctionResults(scan, references);
    }

    /** What they return. */
    FunctionResults results() {
        return results;
    }

    /** The arguments of a call go to what is called, if that is a function made here, or an operand. */
    void giveArguments(Call call) {
        if (!call.isVirtual() || call.isHarmless() || !mayBeFunction(call)) {
            return;
        }
        List<Value> arguments = call.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            give(call.receiver(), call.method().name(), i, arguments.get(i));
            if (isOfKept(call)) {
                giveToKept(arguments.get(i), call.method(), i);
            }
        }
    }

    /** Whether a function is called that may have been kept before. */
    boolean isOfKept(Call call) {
        return call.isVirtual() && call.isOfFunction(scan.world()) && comesFromElsewhere(call.receiver());
    }

    private void giveToKept(Value what, MethodId functional, int parameter) {
        if (what.isGuarded()) {
            scan.program().callbacks().give(functional, parameter);
        }
        for (Origin origin : what.origins()) {
            if (origin instanceof Origin.Foreign foreign) {
                scan.ledger().hands(new Handing(foreign, functional, parameter));
            }
        }
    }

    /** Whether a function may have been kept before: it was not made here, and no caller handed it in. */
    private boolean comesFromElsewhere(Value function) {
        return function.origins().stream().noneMatch(origin -> origin instanceof Origin.Holder
                || (origin instanceof Origin.Argument argument && !isGivenToLambda(argument)));
    }

    /** Whoever calls a lambda with a function may have it from anywhere. */
    private boolean isGivenToLambda(Origin.Argument argument) {
        return scan.body().lambda() != null && !scan.body().isCaptured(argument.operand());
    }

    /** A call of a function: its time is that of the section it is in. */
    void run(Call call, Frame frame) {
        if (!call.isVirtual() || !scan.isInSection(frame)) {
            return;
        }
        if (call.isOfFunction(scan.world())) {
            scan.ledger().runsInSection(call.receiver());
        }
        note(call.receiver(), call.method().name(), Gift.CALLED, null);
    }

    /** Judges the arguments of a call of lambdas that are made here; returns whether it is such a call. */
    boolean judgeCalled(Call call, Frame frame) {
        if (!call.isVirtual() || call.receiver().isEmpty()
                || !call.receiver().origins().stream().allMatch(each -> isLambda(each, call.method().name()))) {
            return false;
        }
        for (Origin origin : call.receiver().origins()) {
            Origin.Holder holder = (Origin.Holder) origin;
            LambdaSite site = scan.sites().lambda(holder);
            if (site == null || !scan.program().isLambdaBody(site.body())) {
                return false;
            }
            Map<Integer, Value> operands = results.captured(holder, site);
            for (int i = 0; i < call.arguments().size(); i++) {
                operands.put(site.operandOfParameter(i), call.arguments().get(i));
            }
            Summary summary = scan.program().summaryOf(scan.body().id(), site.body());
            summary.leaks().forEach((foreign, kinds) -> kinds.forEach((kind, where) -> scan.ledger().leak(call.at(),
                    results.valueOf(foreign, operands, frame, call.at()), kind, where)));
            passOn(summary, operands, frame, call.at());
        }
        return true;
    }

    private boolean mayBeFunction(Call call) {
        return call.isOfFunction(scan.world()) || call.receiver().has(Origin.Holder.class::isInstance);
    }

    /** What a call of a function returns. */
    Value resultOf(Call call, Frame frame) {
        if (!call.isVirtual() || call.result().isPrimitive()) {
            return Value.NONE;
        }
        boolean function = call.isOfFunction(scan.world());
        return results.of(call.receiver().without(origin -> !(function || isLambda(origin, call.method().name()))),
                frame, call.at());
    }

    private boolean isLambda(Origin origin, String method) {
        LambdaSite site = scan.sites().lambda(origin);
        return site != null && site.functional().name().equals(method);
    }

    private void give(Value function, String method, int parameter, Value what) {
        if (what.isGuarded()) {
            giveGuarded(function, method, parameter);
        }
        for (Origin origin : what.origins()) {
            if (origin instanceof Origin.Foreign foreign) {
                note(function, method, parameter, foreign);
            }
        }
    }

    /** A callee, or the body of a lambda that is made here, gives something to its own operands. */
    void passOn(Summary summary, Map<Integer, Value> operands, Frame frame, int at) {
        passOn(summary, operands, false, frame, at);
    }

    /** @param own whether the callee is a method of an object that this method made, and so lends nothing guarded */
    void passOn(Summary summary, Map<Integer, Value> operands, boolean own, Frame frame, int at) {
        summary.ranInSection().forEach(operand -> runInSection(operands.getOrDefault(operand, Value.NONE), at));
        for (Handing handing : summary.handed()) {
            giveToKept(results.valueOf(handing.what(), operands, frame, at), handing.functional(), handing.parameter());
        }
        // What comes out of something that a snapshot keeps, it keeps too.
        boolean kept = own || Value.areKept(operands.values());
        for (Gift gift : summary.gifts()) {
            Value function = results.unpacked(operands.getOrDefault(gift.to(), Value.NONE));
            if (function.isEmpty()) {
                continue;
            }
            if (gift.parameter() == Gift.CALLED) {
                runInSection(function, gift.method(), at);
            } else if (kept && gift.isGuarded()) {
                keep(function);
            } else if (gift.method().equals(Gift.EACH)) {
                giveEach(function, at);
            } else if (gift.what() == null) {
                giveGuarded(function, gift.method(), gift.parameter());
            } else {
                give(function, gift.method(), gift.parameter(), results.valueOf(gift.what(), operands, frame, at));
            }
        }
    }

    /** A callee calls the function in a section of its own, which lasts as long as the function does. */
    private void runInSection(Value function, int at) {
        scan.ledger().runsInSection(function);
        for (Origin origin : results.unpacked(function).origins()) {
            LambdaSite site = scan.sites().lambda(origin);
            if (site != null) {
                references.judgeTime(at, site.body());
            }
        }
    }

    /** A callee calls a method of the object in a section of its own. */
    private void runInSection(Value object, String method, int at) {
        note(object, method, Gift.CALLED, null);
        for (Origin origin : object.origins()) {
            String type = origin instanceof Origin.Holder holder ? scan.sites().classOf(holder) : null;
            if (type != null) {
                scan.world().methods(type, method).forEach(each -> references.judgeTime(at, each.id()));
            }
        }
    }

    private void giveGuarded(Value function, String method, int parameter) {
        note(function, method, parameter, null);
        for (Origin origin : function.origins()) {
            if (origin instanceof Origin.Holder holder) {
                giveGuarded(holder, method, parameter);
            } else if (origin instanceof Origin.Argument(int operand) && operand == 0
                    && !scan.body().facts().isStatic() && scan.program().isFunctionClass(scan.body().owner())) {
                giveGuarded(scan.body().owner().name(), method, parameter);
            }
        }
    }

    private void giveGuarded(Origin.Holder holder, String method, int parameter) {
        LambdaSite site = scan.sites().lambda(holder);
        if (site != null) {
            if (site.functional().name().equals(method)) {
                give(holder, site, parameter);
            }
            return;
        }
        String type = scan.sites().classOf(holder);
        if (type != null) {
            giveGuarded(type, method, parameter);
        }
    }

    private void giveGuarded(String type, String method, int parameter) {
        scan.world().methods(type, method)
                .filter(each -> !each.isStatic() && parameter < each.id().parameterCount())
                .forEach(each -> scan.program().give(each.id(), parameter + 1));
    }

    /** Whether a function made here hands what it is given to others, who may use it when it has returned. */
    boolean lends(Value functions) {
        return functions.has(origin -> {
            LambdaSite site = scan.sites().lambda(origin);
            if (site == null || !(origin instanceof Origin.Holder holder)) {
                return false;
            }
            MethodRules.Sink sink = scan.program().methods().of(site.body()).sink();
            boolean keeps = sink == MethodRules.Sink.HANDOVER || (sink == MethodRules.Sink.CONTAINER
                    && scan.sites().contents(holder).has(Origin.InField.class::isInstance));
            return keeps || scan.program().summaryOf(scan.body().id(), site.body()).lent().stream()
                    .anyMatch(operand -> operand >= site.operandOfParameter(0));
        });
    }

    /**
     * Every parameter of the functions in {@code value} gets something guarded of the type that it declares, at the
     * instruction {@code at}.
     */
    void giveEach(Value value, int at) {
        for (Origin origin : value.origins()) {
            if (origin instanceof Origin.Argument argument) {
                scan.ledger().gives(new Gift(argument.operand(), Gift.EACH, 0, null));
            } else if (origin instanceof Origin.Holder holder
                    && ElementRules.BUILDER.equals(scan.sites().classOf(holder))) {
                scan.ledger().find(at, EscapeKind.COLLECTION, "the guard-scoped argument of Stream.Builder.accept",
                        "is put into a container by Stream.Builder.accept");
            }
            LambdaSite site = scan.sites().lambda(origin);
            if (site != null) {
                for (int i = 0; i < site.instantiated().parameterCount(); i++) {
                    if (mayBeElement(site.instantiated().parameterType(i))) {
                        give((Origin.Holder) origin, site, i);
                    }
                }
            }
        }
    }

    /** The functions run on what a snapshot keeps, and on nothing else. */
    void keep(Value functions) {
        for (Origin origin : functions.origins()) {
            if (!(origin instanceof Origin.Holder holder)) {
                continue;
            }
            LambdaSite site = scan.sites().lambda(holder);
            if (site != null && scan.program().isLambdaBody(site.body())) {
                for (int i = 0; i < site.instantiated().parameterCount(); i++) {
                    scan.program().keep(site.body(), site.operandOfParameter(i));
                }
            } else if (site != null) {
                scan.sites().keep(holder);
            }
        }
    }

    boolean mayBeElement(ClassDesc type) {
        return scan.types().mayBeGuarded(type) || type.equals(ConstantDescs.CD_Object);
    }

    private void give(Origin.Holder holder, LambdaSite site, int parameter) {
        if (scan.program().isLambdaBody(site.body())) {
            scan.program().give(site.body(), site.operandOfParameter(parameter));
        } else {
            scan.sites().give(holder, parameter);
        }
    }

    /** Whether a function made here hands something guarded to its own parameters. */
    boolean gives(Value function) {
        for (Origin origin : function.origins()) {
            LambdaSite site = scan.sites().lambda(origin);
            if (site != null && scan.program().summaryOf(scan.body().id(), site.body()).gifts().stream()
                    .anyMatch(gift -> gift.isGuarded() && gift.to() >= site.operandOfParameter(0))) {
                return true;
            }
        }
        return false;
    }

    /** @param what null for something guarded */
    private void note(Value function, String method, int parameter, Origin.@Nullable Foreign what) {
        for (Origin origin : function.origins()) {
            if (origin instanceof Origin.Argument argument) {
                scan.ledger().gives(new Gift(argument.operand(), method, parameter, what));
            }
        }
    }

    /** Whether the call is of a version that this method made itself, or of memory of one. */
    boolean isOwn(Call call) {
        return !call.isStatic() && !call.isConstructor() && !call.receiver().isEmpty()
                && call.receiver().origins().stream().allMatch(origin -> origin instanceof Origin.Looking
                        || (origin instanceof Origin.Holder holder
                                && scan.sites().isReclaimable(holder, scan.types())));
    }
}
