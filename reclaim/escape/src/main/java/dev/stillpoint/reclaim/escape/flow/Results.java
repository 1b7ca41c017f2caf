// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.MemoryStreams;
import dev.stillpoint.reclaim.escape.meaning.MethodRules;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import dev.stillpoint.reclaim.escape.value.Values;
import java.lang.constant.ClassDesc;
import java.util.Set;
import java.util.stream.Stream;

/** What a call returns. */
final class Results {

    private final MethodScan scan;
    private final Functions functions;

    Results(MethodScan scan, Functions functions) {
        this.scan = scan;
        this.functions = functions;
    }

    Value of(Call call, Summary summary, Frame frame) {
        if (call.result().isPrimitive()) {
            return Values.plain(call.result());
        }
        if (scan.program().methods().of(call.method()).copies()) {
            return Value.NONE;
        }
        Value passedOn = passedOn(call, summary, frame);
        if (scan.types().isGuard(call.result())) {
            return passedOn.isGuard() ? passedOn : opened(new Origin.Opened(call.at()), frame);
        }
        if (GuardApi.isSnapshot(call.result())) {
            return GuardApi.takesSnapshot(call.method()) || summary.takes()
                    ? opened(new Origin.Taken(call.at()), frame).join(passedOn)
                    : passedOn;
        }
        if (GuardApi.readsSnapshot(call.method())) {
            return kept(call.receiver());
        }
        if (Value.areKept(call.operands()) && !isFunctionOfOthers(call)) {
            // Together with the functions that it was given: a stream's onClose may close the snapshot.
            return passedOn.join(kept(call, summary));
        }
        if (GuardApi.readsReference(call.method())) {
            return scan.read(call.at(), frame, false, "the version read from the reference");
        }
        if (isBesideSnapshot(call)) {
            return passedOn.join(Value.of(new Origin.Kept(Origin.Kept.ELSEWHERE)));
        }
        if (functions.isOwn(call)) {
            // Whoever made the object owns it, and all that it lends.
            return passedOn.join(Value.of(new Origin.Looking(call.at())));
        }
        if (scan.types().isGuarded(call.result()) || scan.program().isMarked(call.method())) {
            return scan.read(call.at(), frame, false, "the guard-scoped result of " + call.method().display());
        }
        if (scan.types().isTaskScope(call.result())) {
            return Value.of(new Origin.TaskScope(call.at()));
        }
        if (!call.isStatic() && scan.types().isView(call.result())) {
            return passedOn.join(fromReceiver(call, frame)).join(looking(call, frame));
        }
        if (MemoryStreams.makes(call.method())) {
            return Value.of(new Origin.InMemory(call.at()));
        }
        if (MemoryStreams.makesOver(call.method())) {
            return passedOn.join(call.arguments().getFirst());
        }
        return passedOn.join(part(call));
    }

    /** Whether it is a method of a class that keeps a snapshot, and returns a view of what that keeps. */
    private boolean isBesideSnapshot(Call call) {
        return !call.isStatic() && !call.isConstructor() && scan.types().mayBeGuarded(call.result())
                && !scan.program().isMarked(call.method()) && scan.program().keepsSnapshot(call.method().owner());
    }

    /** Memory of an object that is not guarded: it must not be used once the object is retired. */
    private Value looking(Call call, Frame frame) {
        boolean own = !call.receiver().isGuarded() && !call.isConstructor() && !scan.isInSection(frame)
                && scan.types().isReclaimable(ClassDesc.ofInternalName(call.method().owner()));
        return own && scan.types().isMemory(call.result()) && !scan.types().isReclaimable(call.result())
                ? Value.of(new Origin.Looking(call.at()))
                : Value.NONE;
    }

    private Value fromReceiver(Call call, Frame frame) {
        Value receiver = call.receiver().withoutHolders();
        if (receiver.has(Origin.Part.class::isInstance) && !receiver.isGuarded()) {
            return scan.types().isMemory(call.result())
                    ? scan.read(call.at(), frame, false, "the part of the version that %s returns".formatted(
                            call.method().display()))
                    : receiver;
        }
        return receiver;
    }

    /** What a guarded value returns is a copy as far as its type tells. */
    private Value part(Call call) {
        if (call.isStatic() || call.isConstructor() || scan.types().isCopy(call.result())) {
            return Value.NONE;
        }
        if (call.receiver().isGuarded()) {
            return Value.of(new Origin.Part(call.at()));
        }
        return call.receiver().without(origin -> !(origin instanceof Origin.Part));
    }

    /** What comes out of something that a snapshot keeps, it keeps too. */
    private Value kept(Call call, Summary summary) {
        Value kept = Value.NONE;
        boolean views = scan.types().mayBeGuarded(call.result()) || scan.program().isMarked(call.method());
        if (!views && scan.types().isCopy(call.result())) {
            return kept;
        }
        boolean known = !views && scan.types().isContainer(call.result()) && !scan.program().targets(call).isEmpty();
        for (int operand = 0; operand < call.operands().size(); operand++) {
            if (!known || keeps(summary, operand)) {
                kept = kept.join(call.operands().get(operand).without(origin -> !(origin instanceof Origin.Kept)));
            }
        }
        return kept;
    }

    /** Whether the collection that the callee returns may have something of the operand, as its code says. */
    private static boolean keeps(Summary summary, int operand) {
        return Stream.concat(summary.returned().stream(), summary.leaks().keySet().stream())
                .anyMatch(foreign -> foreign.operand() == operand);
    }

    /** What a function returns that a caller handed in, that caller knows. */
    private boolean isFunctionOfOthers(Call call) {
        return call.isVirtual() && call.isOfFunction(scan.world()) && !call.receiver().isKept()
                && !call.receiver().isEmpty()
                && call.receiver().origins().stream().allMatch(Origin.Argument.class::isInstance);
    }

    private static Value kept(Value snapshot) {
        Value kept = Value.NONE;
        for (Origin origin : snapshot.origins()) {
            if (origin instanceof Origin.Taken taken) {
                kept = kept.join(Value.of(new Origin.Kept(taken.at())));
            }
        }
        return kept.isEmpty() ? Value.of(new Origin.Kept(Origin.Kept.ELSEWHERE)) : kept;
    }

    private Value opened(Origin guard, Frame frame) {
        scan.reopen(frame);
        if (frame.sections().open().contains(guard)) {
            // Opened again in a loop: nobody can close the one before any more.
            scan.ledger().leavesOpen(Set.of(guard));
        }
        frame.sections(frame.sections().opened(guard));
        return Value.of(guard);
    }

    private Value passedOn(Call call, Summary summary, Frame frame) {
        Value passedOn = Value.NONE;
        for (Origin.Foreign foreign : summary.returned()) {
            passedOn = passedOn.join(functions.results().valueOf(foreign, call, frame));
        }
        if (scan.program().methods().of(call.method()).sink() == MethodRules.Sink.RESULT) {
            for (Value operand : call.operands()) {
                passedOn = passedOn.join(operand);
            }
        }
        // A string cannot be a view of anything.
        return "java/lang/String".equals(TypeNames.elementClass(call.result())) ? Value.NONE : passedOn;
    }
}
