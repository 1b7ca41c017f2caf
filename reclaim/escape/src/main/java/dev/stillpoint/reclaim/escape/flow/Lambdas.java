// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
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
import java.util.Set;

/** Lambdas and method references. What they capture, they hold; where they go, shows later. */
final class Lambdas {

    private final MethodScan scan;

    Lambdas(MethodScan scan) {
        this.scan = scan;
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
        captured.replaceAll(value -> scan.use(at, frame, value));
        scan.sites().lambda(at, site, captured);
        frame.push(Value.of(new Origin.Holder(at)));
        if (scan.program().isLambdaBody(site.body())) {
            enterBody(at, site, captured);
        } else {
            judgeReference(at, site, captured);
        }
    }

    /** What is guarded is judged inside the body, where the lines are. Other operands are for the callers to judge. */
    private void enterBody(int at, LambdaSite site, List<Value> captured) {
        for (int i = 0; i < captured.size(); i++) {
            if (captured.get(i).isGuarded()) {
                scan.program().capture(site.body(), i);
            }
        }
        leak(at, site, captured.stream().map(value -> value.without(Origin.Guarded.class::isInstance)).toList());
    }

    private void judgeReference(int at, LambdaSite site, List<Value> captured) {
        leak(at, site, captured);
        leakMarkedParameters(at, site);
        boolean section = GuardApi.isSectionBody(site.functional().owner(), scan.world());
        if (returnsGuarded(site, captured)) {
            String what = "the result of " + site.body().display();
            if (section) {
                scan.ledger().find(at, EscapeKind.SECTION_RESULT, what, "is returned from the read section");
            } else if (!scan.program().isMarked(site.functional())) {
                scan.ledger().find(at, EscapeKind.RETURN, what, "is returned from a method reference");
            }
        }
        if (section) {
            judgeSection(at, site.body());
        }
    }

    private void judgeSection(int at, MethodId body) {
        Summary summary = scan.program().summaryOf(scan.body().id(), body);
        String waiting = scan.program().methods().of(body).waits() ? body.display() : summary.waiting();
        if (!waiting.isEmpty()) {
            scan.ledger().find(at, EscapeKind.BLOCKING_CALL, "the read section", "may wait in " + waiting);
        }
        if (summary.checkpoint() || GuardApi.isCheckpoint(body)) {
            scan.ledger().find(at, EscapeKind.ACROSS_CHECKPOINT, "the read section", "is open at a checkpoint");
        }
    }

    /** Whoever calls it hands it guarded values, as its functional interface says. */
    private void leakMarkedParameters(int at, LambdaSite site) {
        scan.program().summaryOf(scan.body().id(), site.body()).leaks().forEach((operand, kinds) -> {
            if (scan.world().isMarkedParameter(site.functional(), operand - site.operandOfParameter(0))) {
                kinds.forEach((kind, where) -> scan.ledger().find(at, kind,
                        "the guard-scoped argument of " + site.body().display(), where));
            }
        });
    }

    private boolean returnsGuarded(LambdaSite site, List<Value> captured) {
        if (site.constructs()) {
            return scan.types().isScopedClass(site.body().owner());
        }
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(site.body().descriptor());
        if (GuardApi.readsReference(site.body()) || scan.types().isGuarded(type.returnType())
                || scan.program().isMarked(site.body())) {
            return true;
        }
        Set<Integer> returned = scan.program().summaryOf(scan.body().id(), site.body()).returned();
        for (int i = 0; i < captured.size(); i++) {
            if (captured.get(i).isGuarded() && returned.contains(site.operandOfCaptured(i))) {
                return true;
            }
        }
        return scan.types().isView(type.returnType()) && !site.isStatic() && !captured.isEmpty()
                && captured.getFirst().isGuarded();
    }

    private void leak(int at, LambdaSite site, List<Value> captured) {
        scan.program().summaryOf(scan.body().id(), site.body()).leaks().forEach((operand, kinds) -> {
            for (int i = 0; i < captured.size(); i++) {
                if (site.operandOfCaptured(i) == operand) {
                    Value value = captured.get(i);
                    kinds.forEach((kind, where) -> scan.ledger().leak(at, value, kind, where));
                }
            }
        });
    }
}
