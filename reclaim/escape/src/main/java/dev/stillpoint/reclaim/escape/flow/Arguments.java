// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.ElementRules;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.MethodRules;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.util.List;
import java.util.Set;

/** Where the arguments of a call end. */
final class Arguments {

    private final MethodScan scan;
    private final Functions functions;

    Arguments(MethodScan scan, Functions functions) {
        this.scan = scan;
        this.functions = functions;
    }

    /** @param stowed snapshots that are put into a container of this method, which may still close them */
    void judge(Call call, Value stowed, Summary summary, Frame frame) {
        if (call.isHarmless() || GuardApi.runsSection(call.method()) || GuardApi.retires(call.method())) {
            return;
        }
        MethodRules.Rule rule = scan.program().methods().of(call.method());
        if (call.isConstructor() && !scan.program().targets(call).isEmpty()) {
            // What it hands to the constructor above it, its own code says.
            judgeCallee(call, summary, frame);
            return;
        }
        if (rule.starts()) {
            leak(call, call.receiver(), EscapeKind.HANDOVER, "is started by " + call.method().display());
            scan.lend(call.at(), frame, call.receiver());
        }
        String name = call.method().display();
        switch (rule.sink()) {
            case HANDOVER -> {
                leakAll(call, Value.NONE, EscapeKind.HANDOVER, "is handed to " + name);
                if (!rule.waits()) {
                    call.arguments().forEach(argument -> scan.lend(call.at(), frame, argument));
                }
            }
            case CONTAINER -> {
                // A stream carries its elements, and where it ends they are judged.
                if (!ElementRules.makesStream(call.method())) {
                    leakAll(call, stowed, EscapeKind.COLLECTION, "is put into a container by " + name);
                }
                if (!call.isStatic()) {
                    keepIn(call, frame);
                }
            }
            case FIELD -> leakLast(call, EscapeKind.FIELD, "is stored in a field by " + name);
            case AT_ONCE -> {
                // has returned before the section ends
            }
            case RESULT -> {
                // goes where the result goes
            }
            case NOWHERE -> judgeCallee(call, summary, frame);
        }
    }

    /** What a snapshot keeps may be put into a container, which holds it after the snapshot was closed too. */
    private void keepIn(Call call, Frame frame) {
        boolean callers = scan.body().lambda() == null && !call.receiver().operands().isEmpty();
        if (callers || call.receiver().has(Origin.InField.class::isInstance)) {
            call.arguments().forEach(argument -> scan.lend(call.at(), frame, argument));
            return;
        }
        int variable = scan.variables().of(call.at(), call.arguments().size());
        for (Value argument : call.arguments()) {
            Value kept = argument.without(origin -> !(origin instanceof Origin.Kept));
            if (scan.variables().isLocal(variable) && !argument.isGuarded()) {
                frame.local(variable, frame.local(variable).join(kept));
            }
        }
    }

    private void leakAll(Call call, Value stowed, EscapeKind kind, String where) {
        Value receiver = call.isStatic() ? Value.NONE : call.receiver();
        // What comes from an object may be put back into it.
        boolean atOnce = scan.program().methods().of(call.method()).atOnce();
        call.arguments().forEach(argument -> leak(call, argument.without(
                origin -> receiver.origins().contains(origin) || stowed.origins().contains(origin)
                        || (atOnce && isCapturing(origin))),
                kind, where));
    }

    private void leakLast(Call call, EscapeKind kind, String where) {
        if (!call.arguments().isEmpty()) {
            leak(call, call.arguments().getLast(), kind, where);
        }
    }

    /** An array here is the list of arguments: each is for itself. */
    private void leak(Call call, Value value, EscapeKind kind, String where) {
        for (Origin origin : value.origins()) {
            if (origin instanceof Origin.Holder holder && scan.sites().kind(holder) == Sites.HolderKind.ARRAY) {
                scan.ledger().leak(call.at(), scan.sites().contents(holder), kind, where);
            } else {
                scan.ledger().leak(call.at(), Value.of(origin), kind, where);
            }
        }
    }

    private void judgeCallee(Call call, Summary summary, Frame frame) {
        if (scan.program().targets(call).isEmpty()) {
            if (!functions.judgeCalled(call, frame)) {
                judgeUnknown(call);
            }
            return;
        }
        judgeLeaks(call, summary, frame);
        summary.lent().forEach(operand -> scan.lend(call.at(), frame, call.operands().get(operand)));
        giveToEach(call);
    }

    /** Where several methods may run that let an operand escape, each says so itself: the call names only one. */
    private void giveToEach(Call call) {
        if (!scan.program().isAbstract(call)) {
            return;
        }
        for (int operand = 0; operand < call.operands().size(); operand++) {
            List<MethodId> leaking = call.operands().get(operand).isGuarded() ? leaking(call, operand) : List.of();
            for (int i = 0; leaking.size() > 1 && i < leaking.size(); i++) {
                scan.program().give(leaking.get(i), operand);
            }
        }
    }

    private List<MethodId> leaking(Call call, int operand) {
        return scan.program().targets(call).stream()
                .filter(target -> scan.program().summaryOf(scan.body().id(), target).leaks(operand)).toList();
    }

    private void judgeLeaks(Call call, Summary summary, Frame frame) {
        summary.leaks().forEach((foreign, kinds) -> kinds.forEach((kind, where) -> {
            Value value = functions.results().valueOf(foreign, call, frame);
            if (kind == EscapeKind.FIELD && isLocalClassBeingMade(call)) {
                hold(call, summary, foreign.operand(), value);
            } else {
                leak(call, value, kind, phrase(call, foreign.operand(), where));
                if (kind == EscapeKind.HANDOVER) {
                    scan.lend(call.at(), frame, value);
                }
            }
        }));
    }

    private String phrase(Call call, int operand, String where) {
        if (where.startsWith("goes to ")) {
            return where;
        }
        List<MethodId> leaking = call.isVirtual() ? leaking(call, operand) : List.of();
        MethodId callee = leaking.size() == 1 ? leaking.getFirst() : call.method();
        return "goes to %s, where it %s".formatted(callee.display(), where);
    }

    /** Nobody knows what the method does. Plain values it may borrow, but not a lambda that captured some. */
    private void judgeUnknown(Call call) {
        String where = "goes to " + call.method().display();
        for (Value argument : call.arguments()) {
            argument.origins().forEach(scan.ledger()::unwatch);
            scan.ledger().handsOn(argument);
            scan.ledger().leak(call.at(), argument.without(origin -> !isCapturing(origin)), EscapeKind.CAPTURE, where);
        }
    }

    private boolean isCapturing(Origin origin) {
        if (!(origin instanceof Origin.Holder holder)) {
            return false;
        }
        Sites.HolderKind kind = scan.sites().kind(holder);
        return kind == Sites.HolderKind.LAMBDA || kind == Sites.HolderKind.LOCAL_CLASS;
    }

    private boolean isLocalClassBeingMade(Call call) {
        return call.isConstructor() && call.receiver().has(
                origin -> origin instanceof Origin.Holder holder
                        && scan.sites().kind(holder) == Sites.HolderKind.LOCAL_CLASS);
    }

    private void hold(Call call, Summary summary, int operand, Value value) {
        List<Origin.Holder> made = call.receiver().origins().stream().filter(Origin.Holder.class::isInstance)
                .map(Origin.Holder.class::cast).toList();
        made.forEach(holder -> scan.sites().fill(holder.at(), value));
        if (value.isGuarded()) {
            summary.stored().getOrDefault(operand, Set.of())
                    .forEach(field -> scan.program().captureField(call.method().owner(), field));
        }
    }
}
