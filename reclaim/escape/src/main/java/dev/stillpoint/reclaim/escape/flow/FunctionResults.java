// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What functions return: lambdas, method references, and what a callee's own functions are to its caller. */
final class FunctionResults {

    private final MethodScan scan;
    private final References references;
    /** The lambdas whose results are being looked for. */
    private final Set<Origin> asked = new HashSet<>();

    FunctionResults(MethodScan scan, References references) {
        this.scan = scan;
        this.references = references;
    }

    /** What something of a callee's operands is here. */
    Value valueOf(Origin.Foreign foreign, Map<Integer, Value> operands, Frame frame, int at) {
        return valueOf(foreign, operands.getOrDefault(foreign.operand(), Value.NONE), frame, at);
    }

    Value valueOf(Origin.Foreign foreign, Call call, Frame frame) {
        return valueOf(foreign, call.operands().get(foreign.operand()), frame, call.at());
    }

    private Value valueOf(Origin.Foreign foreign, Value operand, Frame frame, int at) {
        return switch (foreign) {
            case Origin.Argument _ -> operand;
            case Origin.ElementOf _ -> operand.elements();
            case Origin.Mapped _ -> operand.withoutElements();
            case Origin.ResultOf _ -> of(operand, frame, at);
        };
    }

    /** What the functions in {@code value} return when they are called by the instruction {@code at}. */
    Value of(Value value, Frame frame, int at) {
        return of(value, false, frame, at);
    }

    /** The same, of functions that return containers whose elements are all that matters. */
    Value elementsOf(Value value, Frame frame, int at) {
        return of(value, true, frame, at);
    }

    private Value of(Value value, boolean elements, Frame frame, int at) {
        Value result = Value.NONE;
        for (Origin origin : unpacked(value).origins()) {
            if (origin instanceof Origin.Argument argument) {
                result = result.join(Value.of(new Origin.ResultOf(argument.operand())));
            } else if (origin instanceof Origin.Holder holder) {
                LambdaSite site = scan.sites().lambda(holder);
                if (site != null) {
                    result = result.join(of(holder, site, elements, frame, at));
                }
            }
        }
        return result;
    }

    private Value of(Origin.Holder holder, LambdaSite site, boolean elements, Frame frame, int at) {
        Map<Integer, Value> captured = captured(holder, site);
        Value result = Value.NONE;
        Summary summary = scan.program().summaryOf(scan.body().id(), site.body());
        // A lambda that captured itself adds nothing.
        if (asked.add(holder)) {
            for (Origin.Foreign foreign : summary.returned()) {
                Value returned = valueOf(foreign, captured, frame, at);
                result = result.join(elements ? returned.elements() : returned);
            }
            asked.remove(holder);
        }
        boolean yields = scan.program().isLambdaBody(site.body())
                ? (elements ? summary.yieldsElements() : summary.yields())
                : !(captured.isEmpty() && scan.sites().isGivenKept(holder.at()))
                        && !isOfSnapshot(scan.sites().captured(holder))
                        && references.returnsGuarded(site, scan.sites().captured(holder),
                                scan.sites().given(holder))
                        && !(elements && references.returnsCopies(site));
        return yields
                ? result.join(scan.read(at, frame, false, "the guard-scoped result of a lambda"))
                : result;
    }

    /** Whether what a reference captured is what a snapshot keeps, and so is all that it returns. */
    static boolean isOfSnapshot(List<Value> captured) {
        return !captured.isEmpty() && captured.stream().allMatch(Value::isKept);
    }

    /** What the lambda captured, as operands of its body. */
    Map<Integer, Value> captured(Origin.Holder holder, LambdaSite site) {
        return operands(site, scan.sites().captured(holder));
    }

    /** The operands of the body as far as they were captured. */
    static Map<Integer, Value> operands(LambdaSite site, List<Value> captured) {
        Map<Integer, Value> operands = new HashMap<>();
        for (int i = 0; i < captured.size(); i++) {
            operands.put(site.operandOfCaptured(i), captured.get(i));
        }
        return operands;
    }

    /** What is in an array is for each that takes it out. */
    Value unpacked(Value functions) {
        Value unpacked = functions;
        for (Origin origin : functions.origins()) {
            if (origin instanceof Origin.Holder holder && scan.sites().kind(holder) == Sites.HolderKind.ARRAY) {
                unpacked = unpacked.join(scan.sites().contents(holder));
            }
        }
        return unpacked;
    }
}
