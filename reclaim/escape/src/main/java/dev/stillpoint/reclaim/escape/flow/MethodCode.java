// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The instructions of a method, by number, with their lines, branch targets and exception handlers. */
final class MethodCode {

    /**
     * Exceptions from instructions {@code start} (included) to {@code end} (excluded) go to {@code target}.
     *
     * @param catchesAll whether no exception passes it by
     */
    record Handler(int start, int end, int target, boolean catchesAll) {

        boolean covers(int at) {
            return start <= at && at < end;
        }
    }

    /** What lies between the target of a branch backwards and that branch, both included. */
    record Loop(int start, int end) {

        boolean contains(int at) {
            return start <= at && at <= end;
        }
    }

    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();
    private final InlinedLines inlined;
    private final Map<Label, Integer> labels = new HashMap<>();
    private final List<Handler> handlers = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    private final boolean[] leaders;
    private final int maxLocals;

    MethodCode(CodeModel code) {
        inlined = new InlinedLines(code);
        List<ExceptionCatch> catches = new ArrayList<>();
        int line = 0;
        for (CodeElement element : code) {
            switch (element) {
                case Instruction instruction -> {
                    instructions.add(instruction);
                    lines.add(line);
                }
                case LineNumber number -> line = number.line();
                case LabelTarget target -> labels.put(target.label(), instructions.size());
                case ExceptionCatch caught -> catches.add(caught);
                default -> {
                    // debug information
                }
            }
        }
        catches.forEach(this::addHandler);
        leaders = new boolean[instructions.size() + 1];
        maxLocals = ((CodeAttribute) code).maxLocals();
        findLeaders();
    }

    private void addHandler(ExceptionCatch caught) {
        boolean catchesAll = caught.catchType().map(ClassEntry::asInternalName)
                .filter(type -> !type.equals("java/lang/Throwable")).isEmpty();
        handlers.add(new Handler(target(caught.tryStart()), target(caught.tryEnd()), target(caught.handler()),
                catchesAll));
    }

    private void findLeaders() {
        leaders[0] = true;
        handlers.forEach(handler -> leaders[handler.target()] = true);
        for (int at = 0; at < instructions.size(); at++) {
            List<Integer> targets = targets(at);
            for (int target : targets) {
                leaders[target] = true;
                if (target <= at) {
                    loops.add(new Loop(target, at));
                }
            }
            if (!targets.isEmpty() || !fallsThrough(at)) {
                leaders[at + 1] = true;
            }
        }
    }

    int size() {
        return instructions.size();
    }

    Instruction instruction(int at) {
        return instructions.get(at);
    }

    /** The source line, 0 if unknown. */
    int line(int at) {
        return inlined.inFile(lines.get(at));
    }

    int maxLocals() {
        return maxLocals;
    }

    /** Whether frames meet here. */
    boolean isLeader(int at) {
        return leaders[at];
    }

    /** In the order in which the JVM asks them. */
    List<Handler> handlers() {
        return handlers;
    }

    List<Loop> loops() {
        return loops;
    }

    /** Where the instruction may branch to. */
    List<Integer> targets(int at) {
        return switch (instructions.get(at)) {
            case BranchInstruction branch -> List.of(target(branch.target()));
            case LookupSwitchInstruction lookup -> targets(lookup.defaultTarget(), lookup.cases());
            case TableSwitchInstruction table -> targets(table.defaultTarget(), table.cases());
            default -> List.of();
        };
    }

    /** Whether the next instruction may follow. */
    boolean fallsThrough(int at) {
        return switch (instructions.get(at)) {
            case BranchInstruction branch -> branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W;
            case LookupSwitchInstruction _,TableSwitchInstruction _,ReturnInstruction _,ThrowInstruction _ -> false;
            default -> true;
        };
    }

    private List<Integer> targets(Label otherwise, List<SwitchCase> cases) {
        List<Integer> targets = new ArrayList<>();
        targets.add(target(otherwise));
        cases.forEach(each -> targets.add(target(each.target())));
        return targets;
    }

    private int target(Label label) {
        Integer at = labels.get(label);
        if (at == null) {
            throw new IllegalArgumentException("a label is not in the code");
        }
        return at;
    }
}
