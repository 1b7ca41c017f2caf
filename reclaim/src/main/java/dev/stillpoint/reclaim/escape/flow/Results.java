package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.TypeNames;

/** What a call returns. */
final class Results {

    private final MethodScan scan;

    Results(MethodScan scan) {
        this.scan = scan;
    }

    Value of(Call call, Summary summary, Frame frame) {
        if (call.result().isPrimitive()) {
            return Values.plain(call.result());
        }
        Value passedOn = passedOn(call, summary);
        if (scan.types().isGuard(call.result())) {
            return passedOn.isGuard() ? passedOn : opened(call, frame);
        }
        if (GuardApi.readsReference(call.method())) {
            return scan.read(call.at(), frame, false, "the version read from the reference");
        }
        if (scan.types().isGuarded(call.result()) || scan.program().isMarked(call.method())) {
            return scan.read(call.at(), frame, false, "the guard-scoped result of " + call.method().display());
        }
        if (scan.types().isTaskScope(call.result())) {
            return Value.of(new Origin.TaskScope(call.at()));
        }
        if (!call.isStatic() && scan.types().isView(call.result())) {
            return passedOn.join(call.receiver().withoutHolders());
        }
        return passedOn;
    }

    private static Value opened(Call call, Frame frame) {
        Origin.Opened guard = new Origin.Opened(call.at());
        frame.sections(frame.sections().opened(guard));
        return Value.of(guard);
    }

    private Value passedOn(Call call, Summary summary) {
        Value passedOn = Value.NONE;
        for (int operand : summary.returned()) {
            passedOn = passedOn.join(call.operands().get(operand));
        }
        if (scan.program().methods().of(call.method()).passesOn()) {
            for (Value argument : call.arguments()) {
                passedOn = passedOn.join(argument);
            }
        }
        // A string cannot be a view of anything.
        return "java/lang/String".equals(TypeNames.elementClass(call.result())) ? Value.NONE : passedOn;
    }
}
