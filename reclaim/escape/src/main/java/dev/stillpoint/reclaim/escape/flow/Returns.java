// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ReturnInstruction;
import java.util.HashSet;
import java.util.Set;

/** The end of a method: what it returns, and what it leaves open. */
final class Returns {

    private final MethodScan scan;

    Returns(MethodScan scan) {
        this.scan = scan;
    }

    void execute(int at, ReturnInstruction end, Frame frame) {
        Value result = end.opcode() == Opcode.RETURN ? Value.NONE : frame.pop();
        scan.use(at, frame, ofSnapshots(result));
        scan.ledger().returns(result);
        // Operands that are handed back are for the caller to judge.
        Value own = result.without(Origin.Argument.class::isInstance);
        if (!scan.body().section()) {
            own = own.without(Origin.Foreign.class::isInstance);
        }
        Set<Origin> open = new HashSet<>(frame.sections().owned());
        if (scan.body().section()) {
            scan.ledger().leak(at, own, EscapeKind.SECTION_RESULT, "is returned from the read section");
        } else if (scan.body().marked()) {
            open.removeAll(own.origins());
        } else {
            leak(at, own);
            leakResults(at, result, frame);
        }
        scan.ledger().leavesOpen(open);
        scan.returnForks(frame);
        scan.ledger().returnsWith(frame.sections().kept());
        retire(frame);
    }

    private void retire(Frame frame) {
        Set<Integer> retired = new HashSet<>();
        Set<Integer> gone = new HashSet<>();
        for (int operand = 0; operand < scan.body().operands(); operand++) {
            Value now = frame.local(scan.slotOf(operand));
            if (now.has(Retiring::isGone) && now.has(origin -> origin instanceof Origin.Argument
                    || origin instanceof Origin.Handed)) {
                retired.add(operand);
            } else if (!frame.sections().kept().contains(operand)) {
                gone.add(operand);
            }
        }
        scan.ledger().returnsWith(retired, gone);
    }

    /** What a function returned that was called in a section of this method, which has ended. */
    private void leakResults(int at, Value result, Frame frame) {
        if (frame.sections().isInside()) {
            return;
        }
        scan.ledger().leak(at,
                result.without(origin -> !(origin instanceof Origin.ResultOf of) || !scan.ledger().ranInSection(of)),
                EscapeKind.SECTION_RESULT, "is returned from the read section");
    }

    /** What snapshots keep, returned as it is or captured by a function. */
    private Value ofSnapshots(Value result) {
        Value kept = Value.NONE;
        for (Origin origin : result.origins()) {
            if (origin instanceof Origin.Kept || origin instanceof Origin.Pipeline) {
                kept = kept.join(Value.of(origin));
            } else if (scan.sites().lambda(origin) != null) {
                for (Origin captured : scan.sites().reach(Value.of(origin))) {
                    kept = captured instanceof Origin.Kept || captured instanceof Origin.Pipeline
                            || captured instanceof Origin.Taken
                                    ? kept.join(Value.of(captured))
                                    : kept;
                }
            }
        }
        return kept;
    }

    private void leak(int at, Value own) {
        boolean lambda = scan.body().facts().isLambda();
        if (!isWatchedStream()) {
            own.origins().forEach(scan.ledger()::unwatch);
        }
        Value escaping = own.without(origin -> scan.sites().reach(Value.of(origin)).stream()
                .noneMatch(held -> held instanceof Origin.Guarded && !(lambda && isCaptured(held))));
        if (lambda && scan.body().lambda() != null) {
            // What becomes of the rest shows where the lambda is called.
            Value lent = escaping.without(origin -> !isLent(origin));
            if (!escaping.without(this::isLent).isEmpty()) {
                scan.ledger().yields(escaping.without(this::isLent));
            }
            escaping = scan.program().isUnwatched(scan.body().id()) ? escaping : lent;
        }
        String where = lambda
                ? "is returned from a lambda"
                : "is returned from %s, which is not marked @GuardScoped".formatted(scan.body().id().display());
        scan.ledger().leak(at, escaping, EscapeKind.RETURN, where);
    }

    /** Whoever calls this lambda sees what becomes of the stream that it returns, and so of the stream's functions. */
    private boolean isWatchedStream() {
        LambdaSite site = scan.body().lambda();
        String type = site == null ? null : TypeNames.elementClass(site.instantiated().returnType());
        return type != null && scan.world().isSubtype(type, "java/util/stream/BaseStream")
                && !scan.program().isUnwatched(scan.body().id());
    }

    /** What the functional interface marks is lent: no caller of the lambda expects it back. */
    private boolean isLent(Origin origin) {
        return origin instanceof Origin.Handed handed
                && scan.body().isMarkedOperand(handed.operand(), scan.world());
    }

    /** What a lambda captured, and hands on by itself or in a lambda of its own, is judged where it is made. */
    private static boolean isCaptured(Origin origin) {
        return origin instanceof Origin.Handed handed && handed.captured();
    }
}
