// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.ElementRules;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Objects that were retired by hand outside of a section, or freed: variables still refer to them. Of a list whose
 * elements were retired together, the elements must not be used any more; they are known by their type as they come out
 * of it, and the functions that a container calls with them are judged inside. The list itself may be used, and filled
 * anew.
 *
 * <p>The reclaimer may get the object from this method, from a function ({@code old.forEach(reclaimer::retire)}) or
 * from a method that retires its operand on every path. What is gone is known by the variable that it was read from,
 * and so are the views that were taken from it before, as long as nothing else is assigned to the variable.
 */
final class Retiring {

    private static final List<String> CHANGES = List.of("add", "clear", "offer", "push", "put", "remove", "replace",
            "retain", "set");
    /** Methods of containers that hand every element to a function. */
    private static final Set<String> EACH = Set.of("forEach", "forEachOrdered", "forEachRemaining", "ifPresent",
            "ifPresentOrElse");

    private final MethodScan scan;

    Retiring(MethodScan scan) {
        this.scan = scan;
    }

    /** What a call does to objects that it retires or frees, and with elements that were retired before. */
    void judge(Call call, Summary summary, Frame frame) {
        forgetFields(call, frame);
        if (GuardApi.frees(call.method(), scan.world()) && call.isVirtual()) {
            free(call, frame);
        } else if (GuardApi.closesArena(call.method())) {
            closeArena(call, frame);
        } else if (GuardApi.retires(call.method())) {
            leakCaptured(call);
            retire(call, frame);
        } else {
            summary.retired().forEach(operand -> gone(variable(call, operand), new Origin.Retired(call.at()), frame));
            retireEach(call, frame);
            retireByCall(call, frame);
        }
        if (ofElements(call).isEmpty()) {
            return;
        }
        if (CHANGES.stream().anyMatch(call.method().name()::startsWith)) {
            Value changed = ofElements(call);
            frame.replace(value -> value.without(changed.origins()::contains));
        } else if (!EACH.contains(call.method().name()) || functionsThatRetire(call).isEmpty()) {
            call.arguments().forEach(argument -> giveEach(call.at(), argument));
        }
    }

    /** The elements, as far as they are in the result of the call. */
    Value result(Call call) {
        return ofElements(call);
    }

    /** What comes out of the list has a type now that says what it is. */
    static Value shown(Value value) {
        Value elements = value.without(origin -> !(origin instanceof Origin.RetiredElements));
        Value shown = value.without(Origin.RetiredElements.class::isInstance);
        for (Origin origin : elements.origins()) {
            if (origin instanceof Origin.RetiredElements retired) {
                shown = shown.join(Value.of(new Origin.Retired(retired.at())));
            }
        }
        return shown;
    }

    private static Value ofElements(Call call) {
        return call.isStatic() || !ElementRules.isContainer(call.method())
                ? Value.NONE
                : call.receiver().without(origin -> !(origin instanceof Origin.RetiredElements));
    }

    static boolean isGone(Origin origin) {
        return (origin instanceof Origin.Retired retired && retired.at() != Origin.Retired.ELSEWHERE)
                || origin instanceof Origin.Freed;
    }

    private int variable(Call call, int operand) {
        return scan.variables().of(call.at(), call.operands().size() - 1 - operand);
    }

    /** A method that this object is called by, or handed to, may have put other objects into its fields. */
    private void forgetFields(Call call, Frame frame) {
        if (scan.program().targets(call).isEmpty()) {
            return;
        }
        boolean knows = call.isStatic();
        for (int operand = 0; operand < call.operands().size(); operand++) {
            knows |= scan.variables().isThis(variable(call, operand));
        }
        if (knows) {
            scan.variables().ofFields().forEach(field -> frame.local(field, Value.NONE));
        }
    }

    private void free(Call call, Frame frame) {
        int variable = variable(call, 0);
        // An object that frees itself, or its parts, is not used by that.
        if (scan.variables().isLocal(variable)) {
            gone(variable, new Origin.Freed(call.at()), frame);
        }
    }

    /** An arena retires its memory when it is closed. */
    private void closeArena(Call call, Frame frame) {
        if (!scan.isInSection(frame)) {
            gone(variable(call, 0), new Origin.Retired(call.at()), frame);
        }
    }

    private void retire(Call call, Frame frame) {
        if (scan.isInSection(frame) || call.arguments().isEmpty()) {
            return;
        }
        int variable = variable(call, 1);
        if (!GuardApi.retiresElements(call.method())) {
            gone(variable, new Origin.Retired(call.at()), frame);
            goneElements(scan.variables().ofLoop(call.at(), variable), call, frame);
            retireByAction(call, frame);
        } else if (variable != Variables.NONE) {
            goneElements(variable, call, frame);
        } else {
            scan.variables().inList(call.at(), 0)
                    .forEach(each -> gone(each, new Origin.Retired(call.at()), frame));
        }
    }

    /** {@code retire(old::reclaim, bytes)}: what the action frees is as good as freed. */
    private void retireByAction(Call call, Frame frame) {
        scan.sites().forEachLambda(call.arguments().getFirst(),
                (holder, site) -> retireCaptured(call, holder, site, frame));
    }

    private void retireCaptured(Call call, Origin.Holder holder, LambdaSite site, Frame frame) {
        for (int i = 0; i < site.captured(); i++) {
            if (retires(site, site.operandOfCaptured(i))) {
                gone(scan.variables().of(holder.at(), site.captured() - 1 - i), new Origin.Retired(call.at()), frame);
            }
        }
    }

    /** {@code drop.run()}: a function that is made here retires what it captured, or is handed. */
    private void retireByCall(Call call, Frame frame) {
        if (!call.isVirtual() || scan.isInSection(frame)) {
            return;
        }
        scan.sites().forEachLambda(call.receiver(), (holder, site) -> {
            if (site.functional().name().equals(call.method().name())) {
                retireCaptured(call, holder, site, frame);
                retireHanded(call, site, frame);
            }
        });
    }

    private void retireHanded(Call call, LambdaSite site, Frame frame) {
        for (int i = 0; i < call.arguments().size(); i++) {
            if (retires(site, site.operandOfParameter(i))) {
                gone(variable(call, i + 1), new Origin.Retired(call.at()), frame);
            }
        }
    }

    /** What an action captured that runs after the grace period, other than what it frees. */
    private void leakCaptured(Call call) {
        call.arguments().forEach(argument -> scan.sites().forEachLambda(argument, (holder, site) -> {
            // A method of the object itself is taken to free it.
            if (scan.program().isLambdaBody(site.body())) {
                leakCaptured(call, holder, site);
            }
        }));
    }

    private void leakCaptured(Call call, Origin.Holder holder, LambdaSite site) {
        List<Value> captured = scan.sites().captured(holder);
        for (int i = 0; i < captured.size(); i++) {
            if (!retires(site, site.operandOfCaptured(i))) {
                scan.ledger().leak(holder.at(), captured.get(i).without(origin -> !(origin instanceof Origin.Guarded)),
                        EscapeKind.CAPTURE, "is captured by a lambda that goes to " + call.method().display());
            }
        }
    }

    /** {@code old.forEach(reclaimer::retire)}: the elements are retired. */
    private void retireEach(Call call, Frame frame) {
        if (!call.isStatic() && EACH.contains(call.method().name()) && ElementRules.isContainer(call.method())
                && !scan.isInSection(frame) && !functionsThatRetire(call).isEmpty()) {
            goneElements(scan.variables().ofContainer(call.at(), call.operands().size() - 1), call, frame);
        }
    }

    private Value functionsThatRetire(Call call) {
        Value functions = Value.NONE;
        for (Value argument : call.arguments()) {
            functions = functions.join(argument.without(origin -> {
                LambdaSite site = scan.sites().lambda(origin);
                return site == null || IntStream.range(0, site.instantiated().parameterCount())
                        .noneMatch(i -> retires(site, site.operandOfParameter(i)));
            }));
        }
        return functions;
    }

    private boolean retires(LambdaSite site, int operand) {
        if (GuardApi.retires(site.body()) || GuardApi.frees(site.body(), scan.world())) {
            return operand == (GuardApi.retires(site.body()) ? 1 : 0);
        }
        return scan.program().summaryOf(scan.body().id(), site.body()).retired().contains(operand);
    }

    private void goneElements(int variable, Call call, Frame frame) {
        if (variable != Variables.NONE) {
            frame.local(variable, frame.local(variable).join(Value.of(new Origin.RetiredElements(call.at()))));
        }
    }

    /** The object in the variable is gone, and so is what looks at it. */
    private void gone(int variable, Origin how, Frame frame) {
        if (variable == Variables.NONE || scan.variables().isThis(variable)) {
            return;
        }
        frame.local(variable, frame.local(variable).join(Value.of(how)));
        if (scan.variables().isAssignedOnce(variable, scan.parameterSlots())) {
            frame.replace(value -> scan.sites().viewed(value).contains(variable)
                    ? value.join(Value.of(how))
                    : value);
        }
    }

    /** What the call returned is a view of the object that it was called on. */
    void view(Call call, Value result) {
        if (call.isStatic() || !(result.isGuarded() || result.has(Origin.Looking.class::isInstance))) {
            return;
        }
        int variable = variable(call, 0);
        if (variable != Variables.NONE) {
            scan.sites().viewOf(call.at(), variable);
        }
        scan.sites().viewed(call.receiver()).forEach(each -> scan.sites().viewOf(call.at(), each));
    }

    private void giveEach(int at, Value functions) {
        for (Origin origin : functions.origins()) {
            LambdaSite site = scan.sites().lambda(origin);
            for (int i = 0; site != null && i < site.instantiated().parameterCount(); i++) {
                if (scan.types().isReclaimable(site.instantiated().parameterType(i))) {
                    give(at, site, i);
                }
            }
        }
    }

    private void give(int at, LambdaSite site, int parameter) {
        MethodId body = site.body();
        if (scan.program().isLambdaBody(body)) {
            scan.program().retire(body, site.operandOfParameter(parameter));
        } else {
            scan.ledger().find(at, EscapeKind.USE_AFTER_RETIRE, "an object retired before",
                    "is used by %s, and may be freed already".formatted(body.display()));
        }
    }
}
