// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.ElementRules;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.KotlinRules;
import dev.stillpoint.reclaim.escape.meaning.MemoryStreams;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What calls do: to guards and task scopes, with their arguments, and what they return. */
final class Calls {

    /** Stands between the call that waits and the one that leads to it. */
    private static final String THROUGH = ", reached through ";

    private final MethodScan scan;
    private final Functions functions;
    private final Elements elements;
    private final Arguments arguments;
    private final Results results;
    private final LocalRuns localRuns;
    private final Retiring retiring;
    private final Stowing stowing;

    Calls(MethodScan scan) {
        this.scan = scan;
        functions = new Functions(scan);
        elements = new Elements(scan, functions);
        arguments = new Arguments(scan, functions);
        results = new Results(scan, functions);
        localRuns = new LocalRuns(scan);
        retiring = new Retiring(scan);
        stowing = new Stowing(scan);
    }

    void execute(int at, InvokeInstruction instruction, Frame frame) {
        Call call = Call.of(at, instruction, frame);
        MethodCode code = scan.code();
        if (CleanupShape.covers(code, at)) {
            frame.push(call.operands().getFirst());
            return;
        }
        if (KotlinRules.isCheck(call.method())) {
            return;
        }
        if (closesGuard(call.method(), call.operands())) {
            closeGuards(call.receiver(), frame);
            return;
        }
        if (GuardApi.isClose(call.method()) && call.operands().size() == 1) {
            frame.sections(frame.sections().without(call.receiver().operands()));
            scan.ledger().closes(call.receiver().operands());
        }
        useOperands(call, frame);
        Summary summary = scan.program().summaryOf(scan.body().id(), call);
        if (!isInMemory(call, frame)) {
            judgeTime(at, call.method(), summary, frame);
        }
        Value result = runLocally(call, summary, frame);
        Map<Integer, Value> operands = call.operandsByNumber();
        if (!changesTaskScope(call, frame)) {
            arguments.judge(call, stowing.stowed(call), summary, frame);
            stowing.judge(call, frame);
            forkInside(call, summary, operands, frame);
            functions.run(call, frame);
            functions.giveArguments(call);
            functions.passOn(summary, operands, functions.isOwn(call), frame, at);
            elements.judge(call, frame);
        }
        closeGuards(summary, call, frame);
        keepMade(call, frame);
        retiring.judge(call, summary, frame);
        if (!call.result().descriptorString().equals("V")) {
            Value plain = results.of(call, summary, frame).join(result).join(retiring.result(call))
                    .join(stowing.result(call)).join(made(call, summary));
            Value made = call.result().isPrimitive() ? plain : elements.result(call, plain, frame);
            retiring.view(call, made);
            frame.push(made);
        }
    }

    private void useOperands(Call call, Frame frame) {
        boolean retires = GuardApi.retires(call.method());
        for (int i = 0; i < call.operands().size(); i++) {
            Value operand = call.operands().get(i);
            // To retire a task that frees an object later is no use of the object.
            if (!retires || !operand.has(Origin.Holder.class::isInstance)) {
                boolean called = i == 0 && !call.isStatic();
                // Whoever freed an object may tell others so.
                Value used = called ? operand : operand.without(Origin.Freed.class::isInstance);
                if (called && ElementRules.onlyCounts(call.method())) {
                    used = used.without(Origin.Kept.class::isInstance);
                }
                Value left = scan.use(call.at(), frame, used);
                call.operands().set(i, left == used ? operand : left);
            }
        }
    }

    /** Whether the call reads or writes a stream over memory; a constructor settles what it is over. */
    private static boolean isInMemory(Call call, Frame frame) {
        if (call.isStatic() || !call.receiver().has(Origin.InMemory.class::isInstance)) {
            return false;
        }
        boolean withMemory = !call.arguments().isEmpty() && isInMemory(call.arguments().getFirst());
        if (!call.isConstructor()) {
            // What is copied to may wait, though what is copied from does not.
            return isInMemory(call.receiver()) && (withMemory || !call.method().name().equals("transferTo"));
        }
        boolean over = MemoryStreams.isSource(call.method()) || withMemory;
        if (!over) {
            frame.replace(value -> value.without(call.receiver().origins()::contains));
        }
        return over;
    }

    private static boolean isInMemory(Value value) {
        return !value.isEmpty() && value.origins().stream().allMatch(Origin.InMemory.class::isInstance);
    }

    /** A view that is made of what a snapshot keeps is kept too, whatever its type says. */
    private static void keepMade(Call call, Frame frame) {
        if (!call.isConstructor() || call.arguments().stream().anyMatch(Value::isGuarded)) {
            return;
        }
        Value kept = Value.NONE;
        for (Value argument : call.arguments()) {
            kept = kept.join(argument.without(origin -> !(origin instanceof Origin.Kept)));
        }
        Value by = kept;
        for (Origin made : call.receiver().origins()) {
            if (made instanceof Origin.Read && !by.isEmpty()) {
                frame.replace(value -> value.origins().contains(made) ? value.without(made::equals).join(by) : value);
            }
        }
    }

    /** Or a snapshot; also through {@code AutoCloseable}. */
    static boolean closesGuard(MethodId method, List<Value> operands) {
        return GuardApi.isClose(method) && operands.size() == 1
                && (operands.getFirst().isGuard() || operands.getFirst().has(Origin.Taken.class::isInstance));
    }

    private void closeGuards(Value receiver, Frame frame) {
        Set<Origin> guards = receiver.origins().stream()
                .filter(origin -> origin instanceof Origin.Taken
                        || (origin instanceof Origin.Guarded guarded && guarded.isGuard()))
                .collect(Collectors.toUnmodifiableSet());
        frame.sections(frame.sections().without(receiver.operands()));
        scan.endLoans(frame, guards);
        frame.sections(frame.sections().closed(guards));
        if (guards.stream().anyMatch(Origin.Guarded.class::isInstance) && !scan.isInSection(frame)) {
            scan.endForks(frame);
        }
    }

    private void closeGuards(Summary summary, Call call, Frame frame) {
        for (int operand : summary.closed()) {
            closeGuards(functions.results().unpacked(call.operands().get(operand)), frame);
        }
        if (scan.program().methods().of(call.method()).closes()) {
            call.arguments().forEach(argument -> closeGuards(argument, frame));
        }
    }

    private void judgeTime(int at, MethodId method, Summary summary, Frame frame) {
        if (GuardApi.isCheckpoint(method) || summary.checkpoint()) {
            scan.checkpoint(at, frame);
        }
        if (scan.program().methods().of(method).waits()) {
            scan.waits(at, frame, method.display());
            frame.sections(frame.sections().settled());
        } else if (!summary.waiting().isEmpty() && !GuardApi.retires(method)) {
            String in = rootCause(summary.waiting()) + THROUGH + method.display();
            scan.waits(at, frame, in, in);
            frame.sections(frame.sections().settled());
        }
    }

    /** Returns those of the captured values that the lambda returns which is called here. */
    private Value runLocally(Call call, Summary summary, Frame frame) {
        Value returned = functions.resultOf(call, frame);
        if (functions.isOfKept(call)) {
            for (LambdaSite site : scan.program().callbacks().calledBy(scan.body().id(), call.method())) {
                judgeTime(call.at(), site.body(), scan.program().summaryOf(scan.body().id(), site.body()), frame);
            }
        }
        for (LocalRuns.Run run : localRuns.of(call, summary)) {
            Summary of = scan.program().summaryOf(scan.body().id(), run.body());
            judgeTime(call.at(), run.body(), of, frame);
            forkInside(call, of, run.captured(), frame);
            if (run.called()) {
                of.closed().forEach(operand -> closeGuards(run.captured().getOrDefault(operand, Value.NONE), frame));
            }
        }
        return returned;
    }

    /** An object of a class that only the callee may have known: an iterator of its own. */
    private Value made(Call call, Summary summary) {
        if (call.result().descriptorString().equals("L" + ElementRules.BUILDER + ";")) {
            scan.sites().object(call.at(), Sites.HolderKind.FUNCTION_CLASS, ElementRules.BUILDER);
            return Value.of(new Origin.Holder(call.at()));
        }
        if (summary.made().size() != 1) {
            return Value.NONE;
        }
        scan.sites().object(call.at(), Sites.HolderKind.FUNCTION_CLASS, summary.made().iterator().next());
        return Value.of(new Origin.Holder(call.at()));
    }

    /** Of a chain of calls only the first and the last are worth naming. */
    private static String rootCause(String waiting) {
        int chain = waiting.indexOf(THROUGH);
        return chain < 0 ? waiting : waiting.substring(0, chain);
    }

    private boolean changesTaskScope(Call call, Frame frame) {
        if (call.isStatic() || call.isConstructor() || !GuardApi.isTaskScope(call.method().owner(), scan.world())) {
            return false;
        }
        if (GuardApi.forks(call.method(), scan.world())) {
            fork(call, frame);
        } else if (GuardApi.joins(call.method(), scan.world())) {
            join(call.receiver(), frame);
        } else if (GuardApi.isClose(call.method())) {
            closeTaskScope(call.receiver(), frame);
        }
        return true;
    }

    /** A callee forks tasks in a scope that it was given. */
    private void forkInside(Call call, Summary summary, Map<Integer, Value> operands, Frame frame) {
        summary.forks().forEach((scope, held) -> {
            Value task = Value.NONE;
            for (Origin.Foreign foreign : held) {
                task = task.join(functions.results().valueOf(foreign, operands, frame, call.at()));
            }
            scan.sites().fork(call.at(), operands.getOrDefault(scope, Value.NONE), task);
            scan.lend(call.at(), frame, task);
            frame.sections(frame.sections().forked(call.at()));
        });
    }

    private void fork(Call call, Frame frame) {
        for (Value task : call.arguments()) {
            scan.sites().fork(call.at(), call.receiver(), task);
            scan.lend(call.at(), frame, task);
            task.origins().forEach(scan.ledger()::unwatch);
        }
        frame.sections(frame.sections().forked(call.at()));
    }

    private void join(Value scope, Frame frame) {
        frame.sections(frame.sections().settled());
        frame.sections(frame.sections().joined(fork -> belongs(fork, scope)));
    }

    /** After an exception close() itself waits for the forks; otherwise they should have been joined. */
    private void closeTaskScope(Value scope, Frame frame) {
        if (!frame.sections().thrown()) {
            frame.sections().forked().stream().filter(fork -> belongs(fork, scope))
                    .forEach(fork -> scan.ledger().leak(fork, scan.sites().fork(fork).task(), EscapeKind.HANDOVER,
                            "is used by a forked task that is not joined inside the section"));
        }
        join(scope, frame);
    }

    private boolean belongs(int fork, Value scope) {
        Value forkedIn = scan.sites().fork(fork).scope();
        return scope.isEmpty() || forkedIn.isEmpty() || forkedIn.has(scope.origins()::contains);
    }
}
