// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.meaning.ElementRules;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.MethodRules;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.constant.ClassDesc;
import java.util.List;

/**
 * Snapshots in streams, optionals and local collections. Whoever gets such a container may close what is in it, and so
 * may each function that is called with its elements, unless it is made here and is seen not to. If nobody gets it, and
 * none of these closes anything, nobody closes the snapshots.
 */
final class Stowing {

    private final MethodScan scan;

    Stowing(MethodScan scan) {
        this.scan = scan;
    }

    /** The snapshots among the arguments of a call that puts them into a container of this method. */
    Value stowed(Call call) {
        Value snapshots = Value.NONE;
        if (scan.program().methods().of(call.method()).sink() != MethodRules.Sink.CONTAINER) {
            return snapshots;
        }
        boolean maker = call.isStatic() && call.result().isClassOrInterface();
        if (maker || variable(call) != Variables.NONE) {
            for (Value argument : call.arguments()) {
                snapshots = snapshots.join(argument.without(origin -> !(origin instanceof Origin.Taken)));
            }
        }
        return snapshots;
    }

    /** The variable of a container that this method made, and that its call puts something into. */
    private int variable(Call call) {
        if (call.isStatic() || !call.receiver().operands().isEmpty()) {
            return Variables.NONE;
        }
        int variable = scan.variables().of(call.at(), call.arguments().size());
        return scan.variables().isAssignedOnce(variable, scan.parameterSlots()) && variable >= scan.parameterSlots()
                ? variable
                : Variables.NONE;
    }

    /** What becomes of the snapshots in the containers that are called, or handed to others. */
    void judge(Call call, Frame frame) {
        for (Origin origin : stowed(call).origins()) {
            if (origin instanceof Origin.Taken taken && !call.isStatic()) {
                scan.sites().stow(variable(call), new Origin.Stowed(taken.at()));
            }
        }
        call.arguments().forEach(scan.ledger()::handsOnContents);
        if (!call.isStatic() && releases(call)) {
            scan.ledger().handsOnContents(call.receiver());
        }
        if (takes(call)) {
            frame.sections(frame.sections().opened(new Origin.Taken(call.at())));
        }
    }

    private boolean releases(Call call) {
        if (!ElementRules.isContainer(call.method())) {
            return !GuardApi.readsSnapshot(call.method()) && !GuardApi.takesSnapshot(call.method());
        }
        List<ClassDesc> types = call.types();
        for (int i = 0; i < call.arguments().size(); i++) {
            String type = TypeNames.elementClass(types.get(i));
            if (type != null && type.startsWith("java/util/function/") && mayClose(call.arguments().get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether functions may close what they are given, or hand it on. */
    private boolean mayClose(Value functions) {
        return functions.isEmpty() || functions.has(origin -> {
            LambdaSite site = scan.sites().lambda(origin);
            if (site == null || GuardApi.readsSnapshot(site.body())) {
                return site == null;
            }
            if (!scan.program().isLambdaBody(site.body())) {
                return true;
            }
            Summary summary = scan.program().summaryOf(scan.body().id(), site.body());
            for (int i = 0; i < site.instantiated().parameterCount(); i++) {
                int operand = site.operandOfParameter(i);
                if (summary.closed().contains(operand) || summary.leaks(operand) || summary.lent().contains(operand)) {
                    return true;
                }
            }
            return false;
        });
    }

    /** Whether the elements of the result are snapshots that a function takes. */
    private boolean takes(Call call) {
        return ElementRules.maps(call.method())
                && call.arguments().stream().anyMatch(argument -> argument.has(origin -> {
                    LambdaSite site = scan.sites().lambda(origin);
                    return site != null && GuardApi.isSnapshot(site.instantiated().returnType())
                            && (GuardApi.takesSnapshot(site.body())
                                    || scan.program().summaryOf(scan.body().id(), site.body()).takes());
                }));
    }

    /** The containers of snapshots that the call returns, or elements of them. */
    Value result(Call call) {
        if (scan.types().isCopy(call.result())) {
            return Value.NONE;
        }
        if (takes(call)) {
            return Value.of(new Origin.Stowed(call.at()));
        }
        Value result = Value.NONE;
        if (call.isStatic()) {
            for (Origin origin : stowed(call).origins()) {
                if (origin instanceof Origin.Taken taken) {
                    result = result.join(Value.of(new Origin.Stowed(taken.at())));
                }
            }
            return result;
        }
        boolean copies = ElementRules.maps(call.method()) && call.arguments().stream().allMatch(this::returnsOthers);
        return copies || ElementRules.isOfNumbers(call.method()) || !ElementRules.isContainer(call.method())
                ? Value.NONE
                : call.receiver().without(origin -> !(origin instanceof Origin.Stowed));
    }

    private boolean returnsOthers(Value functions) {
        return !functions.isEmpty() && functions.origins().stream().allMatch(origin -> {
            LambdaSite site = scan.sites().lambda(origin);
            return site != null && (scan.types().isCopy(site.instantiated().returnType())
                    || scan.types().isReclaimable(site.instantiated().returnType()));
        });
    }
}
