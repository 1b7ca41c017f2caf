// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.meaning.MemoryStreams;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Value;
import dev.stillpoint.reclaim.escape.value.Values;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;

/** What one instruction does to a frame. Where it goes from there, {@link MethodFlow} knows. */
final class Step {

    private final MethodScan scan;
    private final Fields fields;
    private final Calls calls;
    private final Lambdas lambdas;
    private final Returns returns;

    Step(MethodScan scan) {
        this.scan = scan;
        fields = new Fields(scan);
        calls = new Calls(scan);
        lambdas = new Lambdas(scan);
        returns = new Returns(scan);
    }

    void execute(int at, Instruction instruction, Frame frame) {
        switch (instruction) {
            case LoadInstruction load -> load(load, frame);
            case StoreInstruction store -> frame.local(store.slot(), settled(at, frame.pop()));
            case ConstantInstruction constant -> frame.push(Values.plain(constant.typeKind()));
            case StackInstruction stack -> shuffle(stack.opcode(), frame);
            case OperatorInstruction operator -> operate(operator, frame);
            case ConvertInstruction convert -> {
                frame.pop();
                frame.push(Values.plain(convert.toType()));
            }
            case FieldInstruction field -> fields.execute(at, field, frame);
            case InvokeInstruction call -> calls.execute(at, call, frame);
            case InvokeDynamicInstruction dynamic -> lambdas.execute(at, dynamic, frame);
            case NewObjectInstruction made -> frame.push(made(at, made.className().asInternalName(), frame));
            case TypeCheckInstruction check -> check(at, check, frame);
            case ArrayLoadInstruction load -> loadElement(at, load, frame);
            case ArrayStoreInstruction _ -> storeElement(at, frame);
            case NewReferenceArrayInstruction _ -> makeArray(at, 1, frame);
            case NewMultiArrayInstruction array -> makeArray(at, array.dimensions(), frame);
            case NewPrimitiveArrayInstruction _ -> {
                frame.pop();
                frame.push(Value.NONE);
            }
            case MonitorInstruction monitor -> enterOrLeave(at, monitor, frame);
            case ReturnInstruction end -> returns.execute(at, end, frame);
            case BranchInstruction branch -> frame.pop(operandsOf(branch.opcode()));
            case LookupSwitchInstruction _,TableSwitchInstruction _,ThrowInstruction _ -> frame.pop();
            default -> {
                // nop, iinc: no operand
            }
        }
    }

    private void load(LoadInstruction load, Frame frame) {
        Value plain = Values.plain(load.typeKind());
        frame.push(load.typeKind() == TypeKind.REFERENCE
                ? frame.local(load.slot()).join(scan.sites().stowed(load.slot())) : plain);
    }

    /** An array that gets a name is no longer the argument list of one call. From then on it is as its elements. */
    private Value settled(int at, Value value) {
        Value arrays = value.without(origin -> !isArray(origin));
        scan.ledger().leak(at, arrays, EscapeKind.ARRAY, "is kept in a variable");
        return value.without(this::isArray).join(elements(arrays));
    }

    private Value elements(Value arrays) {
        Value elements = Value.NONE;
        for (Origin origin : arrays.origins()) {
            if (origin instanceof Origin.Holder holder && isArray(holder)) {
                elements = elements.join(scan.sites().contents(holder));
            }
        }
        return elements;
    }

    private boolean isArray(Origin origin) {
        return origin instanceof Origin.Holder holder && scan.sites().kind(holder) == Sites.HolderKind.ARRAY;
    }

    private static void shuffle(Opcode opcode, Frame frame) {
        switch (opcode) {
            case POP -> frame.pop();
            case POP2 -> frame.popSlots(2);
            case DUP -> frame.duplicate(1, 0);
            case DUP_X1 -> frame.duplicate(1, 1);
            case DUP_X2 -> frame.duplicate(1, 2);
            case DUP2 -> frame.duplicate(2, 0);
            case DUP2_X1 -> frame.duplicate(2, 1);
            case DUP2_X2 -> frame.duplicate(2, 2);
            case SWAP -> frame.swap();
            default -> throw new IllegalArgumentException("no stack instruction: " + opcode);
        }
    }

    private static void operate(OperatorInstruction operator, Frame frame) {
        switch (operator.opcode()) {
            case INEG, LNEG, FNEG, DNEG -> {
                // one operand, one result of the same type
            }
            case ARRAYLENGTH -> {
                frame.pop();
                frame.push(Value.NONE);
            }
            case LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> {
                frame.pop(2);
                frame.push(Value.NONE);
            }
            default -> {
                frame.pop(2);
                frame.push(Values.plain(operator.typeKind()));
            }
        }
    }

    private static int operandsOf(Opcode branch) {
        return switch (branch) {
            case GOTO, GOTO_W -> 0;
            case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE, IFNULL, IFNONNULL -> 1;
            default -> 2;
        };
    }

    private Value made(int at, String type, Frame frame) {
        if (scan.types().isScopedClass(type)) {
            return scan.read(at, frame, false, "the guard-scoped " + TypeNames.simple(type));
        }
        if (MemoryStreams.mayBe(type)) {
            return Value.of(new Origin.InMemory(at));
        }
        ClassFacts facts = scan.world().isScanned(type) ? scan.world().find(type) : null;
        if (facts == null || !(facts.local() || scan.program().answersOthers(facts))) {
            return Value.NONE;
        }
        scan.sites().object(at,
                facts.local() ? Sites.HolderKind.LOCAL_CLASS : Sites.HolderKind.FUNCTION_CLASS, type);
        return Value.of(new Origin.Holder(at));
    }

    private void check(int at, TypeCheckInstruction check, Frame frame) {
        Value value = frame.pop();
        if (check.opcode() == Opcode.INSTANCEOF) {
            frame.push(Value.NONE);
            return;
        }
        ClassDesc type = check.type().asSymbol();
        if (value.has(Origin.RetiredElements.class::isInstance) && scan.types().isReclaimable(type)) {
            value = Retiring.shown(value);
        }
        boolean part = value.has(Origin.Part.class::isInstance) && scan.types().isMemory(type);
        if (value.isGuarded() || !(part || scan.types().isGuarded(type)) || value.isKept()) {
            frame.push(value);
        } else {
            // Generics hid its type until here.
            frame.push(scan.read(at, frame, scan.types().isGuard(type), "the guard-scoped " + type.displayName()));
        }
    }

    private void loadElement(int at, ArrayLoadInstruction load, Frame frame) {
        frame.pop();
        Value array = scan.use(at, frame, frame.pop());
        if (load.typeKind() != TypeKind.REFERENCE) {
            frame.push(Values.plain(load.typeKind()));
            return;
        }
        frame.push(array.withoutHolders().join(elements(array)));
    }

    private void storeElement(int at, Frame frame) {
        Value element = frame.pop();
        frame.pop();
        Value array = frame.pop();
        if (element.isEmpty()) {
            return;
        }
        if (array.has(this::isArray)) {
            array.origins().stream().filter(this::isArray)
                    .forEach(origin -> scan.sites().fill(((Origin.Holder) origin).at(), element));
        } else {
            scan.ledger().leak(at, element.without(array.origins()::contains), EscapeKind.ARRAY,
                    "is stored in an array");
        }
    }

    private void makeArray(int at, int dimensions, Frame frame) {
        frame.pop(dimensions);
        scan.sites().array(at);
        frame.push(Value.of(new Origin.Holder(at)));
    }

    private void enterOrLeave(int at, MonitorInstruction monitor, Frame frame) {
        frame.pop();
        if (monitor.opcode() == Opcode.MONITORENTER) {
            scan.waits(at, frame, "a synchronized block");
        }
    }
}
