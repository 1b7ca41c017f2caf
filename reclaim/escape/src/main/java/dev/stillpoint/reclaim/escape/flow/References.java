// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.MethodRules;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Method references. They have no body of their own: what happens to their parameters, the rules for the method that
 * they name say, or its summary.
 */
final class References {

    private final MethodScan scan;

    References(MethodScan scan) {
        this.scan = scan;
    }

    /** Judges a reference, as {@code kept::add}, for the parameters that get something guarded. */
    void judge(int at, LambdaSite site, IntPredicate guarded) {
        MethodRules.Sink sink = scan.program().methods().of(site.body()).sink();
        String name = site.body().display();
        for (int i = 0; i < site.instantiated().parameterCount(); i++) {
            if (!guarded.test(i) || site.operandOfParameter(i) < site.firstArgument()) {
                continue;
            }
            String what = "the guard-scoped argument of " + name;
            switch (sink) {
                case HANDOVER -> scan.ledger().find(at, EscapeKind.HANDOVER, what, "is handed to " + name);
                case CONTAINER -> scan.ledger().find(at, EscapeKind.COLLECTION, what,
                        "is put into a container by " + name);
                case FIELD -> scan.ledger().find(at, EscapeKind.FIELD, what, "is stored in a field by " + name);
                case AT_ONCE, RESULT, NOWHERE -> {
                    // what it does, its summary says
                }
            }
        }
        leakParameters(at, site, guarded);
    }

    private void leakParameters(int at, LambdaSite site, IntPredicate guarded) {
        scan.program().summaryOf(scan.body().id(), site.body()).leaks().forEach((foreign, kinds) -> {
            int parameter = foreign.operand() - site.operandOfParameter(0);
            if (foreign instanceof Origin.Argument && parameter >= 0 && guarded.test(parameter)) {
                kinds.forEach((kind, where) -> scan.ledger().find(at, kind,
                        "the guard-scoped argument of " + site.body().display(), where));
            }
        });
    }

    /** The code runs inside a section: it must not wait, nor announce a checkpoint. */
    void judgeTime(int at, MethodId body) {
        Summary summary = scan.program().summaryOf(scan.body().id(), body);
        String waiting = scan.program().methods().of(body).waits() ? body.display() : summary.waiting();
        if (!waiting.isEmpty()) {
            scan.ledger().find(at, EscapeKind.BLOCKING_CALL, "the read section", "may wait in " + waiting);
        }
        if (summary.checkpoint() || GuardApi.isCheckpoint(body)) {
            scan.ledger().find(at, EscapeKind.ACROSS_CHECKPOINT, "the read section", "is open at a checkpoint");
        }
    }

    /** Whether it may return something guarded when the parameters {@code given} are. */
    boolean returnsGuarded(LambdaSite site, List<Value> captured, Set<Integer> given) {
        if (site.constructs()) {
            return scan.types().isScopedClass(site.body().owner());
        }
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(site.body().descriptor());
        if (!site.isStatic() && scan.program().keepsSnapshot(site.body().owner())
                && !scan.program().isMarked(site.body())) {
            return false;
        }
        if (GuardApi.readsReference(site.body()) || scan.types().isGuarded(type.returnType())
                || scan.program().isMarked(site.body())) {
            return true;
        }
        for (Origin.Foreign foreign : scan.program().summaryOf(scan.body().id(), site.body()).returned()) {
            if (foreign instanceof Origin.Argument && isGuarded(site, foreign.operand(), captured, given)) {
                return true;
            }
        }
        boolean hands = scan.program().methods().of(site.body()).sink() == MethodRules.Sink.RESULT;
        for (int operand = 0; hands && operand < site.operands(); operand++) {
            if (isGuarded(site, operand, captured, given)) {
                return true;
            }
        }
        return scan.types().isView(type.returnType()) && !site.isStatic() && isGuarded(site, 0, captured, given);
    }

    /** Whether it returns a container of copies, as its signature says. */
    boolean returnsCopies(LambdaSite site) {
        List<ClassDesc> types = scan.world().elementTypes(site.body());
        return !types.isEmpty() && types.stream().allMatch(scan.types()::isCopy);
    }

    private boolean isGuarded(LambdaSite site, int operand, List<Value> captured, Set<Integer> given) {
        int place = operand - site.operandOfCaptured(0);
        if (place >= 0 && place < captured.size()) {
            return captured.get(place).isGuarded();
        }
        int parameter = operand - site.operandOfParameter(0);
        return parameter >= 0 && parameter < site.instantiated().parameterCount()
                && (given.contains(parameter)
                        || scan.types().isGuarded(site.instantiated().parameterType(parameter)));
    }
}
