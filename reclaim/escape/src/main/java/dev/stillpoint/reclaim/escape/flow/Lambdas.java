// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import dev.stillpoint.reclaim.escape.value.Values;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lambdas and method references. What they capture, they hold; where they go, shows later. */
final class Lambdas {

    private final MethodScan scan;
    private final Functions functions;
    private final References references;

    Lambdas(MethodScan scan) {
        this.scan = scan;
        functions = new Functions(scan);
        references = new References(scan);
    }

    void execute(int at, InvokeDynamicInstruction instruction, Frame frame) {
        MethodTypeDesc type = instruction.typeSymbol();
        List<Value> captured = frame.pop(type.parameterCount());
        LambdaSite site = LambdaSite.of(instruction);
        if (site == null) {
            // string concatenation, pattern switches, methods of records: the result holds none of its operands
            frame.push(Values.plain(type.returnType()));
            return;
        }
        // What was retired may be captured, to be freed.
        captured.replaceAll(value -> scan.use(at, frame, value.without(Lambdas::isGone))
                .join(value.without(origin -> !isGone(origin))));
        captured.forEach(scan.ledger()::handsOnContents);
        scan.sites().lambda(at, site, captured);
        frame.push(Value.of(new Origin.Holder(at)));
        if (scan.program().isLambdaBody(site.body())) {
            enterBody(at, site, captured, frame);
        } else {
            judgeReference(at, site, captured, frame);
        }
    }

    private static boolean isGone(Origin origin) {
        return origin instanceof Origin.Retired || origin instanceof Origin.Freed;
    }

    /** What is guarded is judged inside the body, where the lines are. Other operands are for the callers to judge. */
    private void enterBody(int at, LambdaSite site, List<Value> captured, Frame frame) {
        for (int i = 0; i < captured.size(); i++) {
            if (captured.get(i).isGuarded()) {
                scan.program().capture(site.body(), i);
            } else if (captured.get(i).isKept()) {
                scan.program().keep(site.body(), i);
            }
        }
        runLater(at, site, captured.stream().map(value -> value.without(Origin.Guarded.class::isInstance)).toList(),
                frame);
    }

    private void judgeReference(int at, LambdaSite site, List<Value> captured, Frame frame) {
        runLater(at, site, captured, frame);
        references.judge(at, site, parameter -> isParameterGuarded(at, site, parameter));
        boolean section = GuardApi.isSectionBody(site.functional().owner(), scan.world());
        if (!FunctionResults.isOfSnapshot(captured) && references.returnsGuarded(site, captured, Set.of())) {
            String what = "the result of " + site.body().display();
            if (section) {
                scan.ledger().find(at, EscapeKind.SECTION_RESULT, what, "is returned from the read section");
            } else if (!scan.program().isMarked(site.functional())) {
                scan.sites().yields(at, what);
            }
        }
        if (section) {
            references.judgeTime(at, site.body());
            runFunction(at, site, captured, frame);
        }
    }

    /** {@code read(body::get)}: the section is what the function does. */
    private void runFunction(int at, LambdaSite site, List<Value> captured, Frame frame) {
        if (captured.size() == 1 && Call.isFunction(site.body().owner(), scan.world())) {
            scan.ledger().runsInSection(captured.getFirst());
            scan.ledger().leak(at, functions.results().of(captured.getFirst(), frame, at), EscapeKind.SECTION_RESULT,
                    "is returned from the read section");
        }
    }

    private boolean isParameterGuarded(int at, LambdaSite site, int parameter) {
        return (scan.types().isGuarded(site.instantiated().parameterType(parameter)) && !scan.sites().isGivenKept(at))
                || scan.sites().given(new Origin.Holder(at)).contains(parameter)
                || (!scan.program().hasBody(site.body()) && scan.program().callbacks().isGiven(site, parameter))
                || scan.world().isMarkedParameter(site.functional(), parameter);
    }

    /** What the body does with what was captured, it will do when somebody calls it. */
    private void runLater(int at, LambdaSite site, List<Value> captured, Frame frame) {
        Map<Integer, Value> operands = FunctionResults.operands(site, captured);
        Summary summary = scan.program().summaryOf(scan.body().id(), site.body());
        summary.leaks().forEach((foreign, kinds) -> {
            Value value = functions.results().valueOf(foreign, operands, frame, at);
            kinds.forEach((kind, where) -> scan.ledger().leak(at, value, kind, where));
        });
        functions.passOn(summary, operands, frame, at);
    }
}
