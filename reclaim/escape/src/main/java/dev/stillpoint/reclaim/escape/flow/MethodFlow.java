// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.KotlinRules;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Sections;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.reflect.AccessFlag;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a method on frames, from branch target to branch target, until no frame changes; then once more for the ledger.
 */
final class MethodFlow {

    private final MethodScan scan;
    private final MethodCode code;
    private final Step step;
    private final @Nullable Frame[] frames;
    /** Branch targets whose frames have changed. */
    private final BitSet pending = new BitSet();

    MethodFlow(MethodScan scan) {
        this.scan = scan;
        code = scan.code();
        step = new Step(scan);
        frames = new Frame[code.size() + 1];
    }

    void run() {
        frames[0] = scan.entry();
        do {
            pending.set(0);
            for (int at = 0; at < code.size(); at++) {
                pending.set(at, frames[at] != null);
            }
            settle();
        } while (scan.sites().takeChanged());
        scan.ledger().open();
        if (scan.body().facts().has(AccessFlag.SYNCHRONIZED)) {
            scan.waits(0, scan.entry(), "a synchronized method");
        }
        for (int at = 0; at < code.size(); at++) {
            runFrom(at);
        }
    }

    private void settle() {
        for (int at = pending.nextSetBit(0); at >= 0; at = pending.nextSetBit(0)) {
            pending.clear(at);
            runFrom(at);
        }
    }

    private void runFrom(int leader) {
        Frame start = frames[leader];
        if (start == null) {
            return;
        }
        Frame frame = start.copy();
        int at = leader;
        boolean goesOn;
        do {
            goesOn = runOne(at, frame);
            at++;
        } while (goesOn && !code.isLeader(at));
        if (goesOn) {
            merge(at, frame);
        }
    }

    /** Runs one instruction; returns whether the next one may follow. */
    private boolean runOne(int at, Frame frame) {
        Instruction instruction = code.instruction(at);
        Frame before = mayThrow(instruction) && !CleanupShape.covers(code, at) && isWatched(frame)
                ? frame.copy()
                : null;
        Value tested = isNullTest(instruction) ? frame.peek() : asked(at, frame);
        step.execute(at, instruction, frame);
        if (before != null) {
            handle(at, instruction, before, frame.sections());
        }
        for (int target : code.targets(at)) {
            merge(target, afterLoop(at, target, switch (instruction.opcode()) {
                case IFNULL -> whenNull(at, tested, frame);
                case IFEQ -> whenAbsent(tested, frame);
                default -> frame;
            }));
        }
        if (instruction.opcode() == Opcode.IFNONNULL) {
            frame.sections(whenNull(at, tested, frame).sections());
        } else if (instruction.opcode() == Opcode.IFNE) {
            frame.sections(whenAbsent(tested, frame).sections());
        }
        frame.sections(afterLoop(at, at + 1, frame).sections());
        return code.fallsThrough(at);
    }

    /** A loop that waits for others waits for all who got something before it: it would not run no round. */
    private Frame afterLoop(int at, int next, Frame frame) {
        if (frame.sections().lent().isEmpty()) {
            return frame;
        }
        Frame after = frame;
        for (MethodCode.Loop loop : code.loops()) {
            if (loop.contains(at) && !loop.contains(next) && waits(loop)) {
                after = after == frame ? frame.copy() : after;
                after.sections(after.sections().withoutLoans(place -> !loop.contains(place)));
            }
        }
        return after;
    }

    private boolean waits(MethodCode.Loop loop) {
        for (int at = loop.start(); at <= loop.end(); at++) {
            if (code.instruction(at) instanceof InvokeInstruction call
                    && scan.program().methods().of(MethodId.of(call)).waits()) {
                return true;
            }
        }
        return false;
    }

    /** Whether it matters what becomes of an exception. */
    private boolean isWatched(Frame frame) {
        return !code.handlers().isEmpty() || !frame.sections().open().isEmpty();
    }

    private static boolean mayThrow(Instruction instruction) {
        return switch (instruction) {
            case InvokeInstruction call ->
                    !KotlinRules.isCheck(MethodId.of(call)) && !GuardApi.readsSnapshot(MethodId.of(call));
            case ThrowInstruction _,FieldInstruction _ -> true;
            case ArrayLoadInstruction _,ArrayStoreInstruction _,TypeCheckInstruction _ -> true;
            default -> false;
        };
    }

    private static boolean isNullTest(Instruction instruction) {
        return instruction.opcode() == Opcode.IFNULL || instruction.opcode() == Opcode.IFNONNULL;
    }

    /** What {@code instanceof AutoCloseable} asks for, before it branches: if it is none, there is nothing to close. */
    private Value asked(int at, Frame frame) {
        boolean branches = code.instruction(at).opcode() == Opcode.IFEQ || code.instruction(at).opcode() == Opcode.IFNE;
        if (!branches || at == 0 || code.isLeader(at)
                || !(code.instruction(at - 1) instanceof TypeCheckInstruction check)
                || check.opcode() != Opcode.INSTANCEOF
                || !GuardApi.isCloseable(check.type().asInternalName())) {
            return Value.NONE;
        }
        int variable = scan.variables().of(at - 1, 0);
        return scan.variables().isLocal(variable) ? frame.local(variable) : Value.NONE;
    }

    /** What was opened is not null: where the variable is null, it was not opened, and nothing was forked in it. */
    private Frame whenNull(int at, Value tested, Frame frame) {
        int variable = scan.variables().of(at, 0);
        boolean lends = scan.variables().isLocal(variable)
                && frame.sections().lent().keySet().stream().anyMatch(call -> isCallOf(call, variable));
        Frame left = whenAbsent(tested, frame);
        if (lends) {
            // What was called is not null.
            left = left == frame ? frame.copy() : left;
            left.sections(left.sections().withoutLoans(call -> isCallOf(call, variable)));
        }
        return left;
    }

    private boolean isCallOf(int at, int variable) {
        return code.instruction(at) instanceof InvokeInstruction call && call.opcode() != Opcode.INVOKESTATIC
                && scan.variables().of(at, call.typeSymbol().parameterCount()) == variable;
    }

    private Frame whenAbsent(Value tested, Frame frame) {
        Set<Integer> operands = tested.operands();
        if (!operands.isEmpty()) {
            Frame without = frame.copy();
            without.sections(frame.sections().without(operands));
            return without;
        }
        if (!tested.has(origin -> origin instanceof Origin.Opened || origin instanceof Origin.Taken
                || origin instanceof Origin.TaskScope)) {
            return frame;
        }
        Frame without = frame.copy();
        without.sections(frame.sections().absent(tested.origins())
                .joined(fork -> scan.sites().fork(fork).scope().has(tested.origins()::contains)));
        return without;
    }

    /**
     * An exception leaves things as they were before the instruction. But who closes something, has closed it even so.
     */
    private void handle(int at, Instruction instruction, Frame before, Sections after) {
        Set<Origin> closed = new HashSet<>(before.sections().open());
        closed.removeAll(after.open());
        before.sections(before.sections().closed(closed));
        Set<Integer> operands = new HashSet<>(before.sections().kept());
        operands.removeAll(after.kept());
        before.sections(before.sections().without(operands));
        if (instruction instanceof InvokeInstruction call && call.name().equalsString("close")) {
            before.sections(before.sections().joined(fork -> !after.forked().contains(fork)));
        }
        for (MethodCode.Handler handler : code.handlers()) {
            if (handler.covers(at)) {
                merge(handler.target(), before.caught());
                if (handler.catchesAll()) {
                    return;
                }
            }
        }
        if (instruction instanceof InvokeInstruction || instruction instanceof ThrowInstruction) {
            scan.ledger().leavesOpen(before.sections().owned());
        }
    }

    private void merge(int at, Frame frame) {
        Frame known = frames[at];
        if (known == null) {
            frames[at] = frame.copy();
            pending.set(at);
        } else if (known.merge(frame)) {
            pending.set(at);
        }
    }
}
