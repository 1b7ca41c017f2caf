// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.MethodId;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which variables of a method the operands of an instruction were read from, as far as straight code tells. Variables
 * are its local ones, by their slots, and the static fields and fields of {@code this} that it names, which have slots
 * above those. They have names here for what a value does not say of itself: that its object was retired.
 */
final class Variables {

    /** No variable, or nobody knows which. */
    static final int NONE = -1;

    /** What another view of the same container is made with. */
    private static final Set<String> SAME_ELEMENTS = Set.of("iterator", "listIterator", "parallelStream", "reversed",
            "sequencedValues", "stream", "values");

    private final MethodCode code;
    private final int locals;
    private final boolean hasThis;
    private final Map<String, Integer> fields = new HashMap<>();
    /** How often each local variable is assigned. */
    private final Map<Integer, Integer> stores = new HashMap<>();

    Variables(MethodCode code, int locals, boolean hasThis) {
        this.code = code;
        this.locals = locals;
        this.hasThis = hasThis;
        for (int at = 0; at < code.size(); at++) {
            Instruction instruction = code.instruction(at);
            if (instruction instanceof FieldInstruction field && !field.typeSymbol().isPrimitive()) {
                fields.computeIfAbsent(name(field), _ -> locals + fields.size());
            } else if (instruction instanceof StoreInstruction store) {
                stores.merge(store.slot(), 1, Integer::sum);
            }
        }
    }

    private static String name(FieldInstruction field) {
        return field.owner().asInternalName() + "." + field.name().stringValue();
    }

    /** How many slots all variables take. */
    int size() {
        return locals + fields.size();
    }

    /** The slots of the fields. */
    List<Integer> ofFields() {
        return List.copyOf(fields.values());
    }

    boolean isLocal(int slot) {
        return slot >= 0 && slot < locals;
    }

    boolean isThis(int slot) {
        return hasThis && slot == 0;
    }

    /** The slot of the field that the instruction reads or writes; none if it is one of another object. */
    int field(int at) {
        FieldInstruction field = (FieldInstruction) code.instruction(at);
        int slot = fields.getOrDefault(name(field), NONE);
        return switch (field.opcode()) {
            case GETSTATIC, PUTSTATIC -> slot;
            case GETFIELD -> isThis(of(at, 0)) ? slot : NONE;
            default -> isThis(of(at, 1)) ? slot : NONE;
        };
    }

    /** Whether the variable has the same object wherever it is read: a field may have another one. */
    boolean isAssignedOnce(int slot, int operands) {
        return isLocal(slot) && stores.getOrDefault(slot, 0) <= (slot < operands ? 0 : 1);
    }

    /** The variable that an operand of the instruction was read from, {@code depth} operands below the last one. */
    int of(int at, int depth) {
        int by = producer(at, depth);
        if (by < 0) {
            return NONE;
        }
        return switch (code.instruction(by)) {
            case LoadInstruction load when load.typeKind() == TypeKind.REFERENCE -> load.slot();
            case TypeCheckInstruction check when check.opcode() == Opcode.CHECKCAST -> of(by, 0);
            case FieldInstruction _ -> field(by);
            default -> NONE;
        };
    }

    /** The variable of the container that the operand is, or has the same elements as. */
    int ofContainer(int at, int depth) {
        int by = producer(at, depth);
        if (by >= 0 && code.instruction(by) instanceof InvokeInstruction call && call.opcode() != Opcode.INVOKESTATIC
                && call.typeSymbol().parameterCount() == 0 && SAME_ELEMENTS.contains(call.name().stringValue())
                && call.owner().asInternalName().startsWith("java/util/")) {
            return ofContainer(by, 0);
        }
        return of(at, depth);
    }

    /**
     * The variable of the container whose next element was just put into the variable: the loop does with each of them
     * what it does at {@code at}, for nothing decided before whether to.
     */
    int ofLoop(int at, int slot) {
        for (int i = at - 1; i >= 0 && !code.isLeader(i + 1); i--) {
            if (code.instruction(i) instanceof StoreInstruction store && store.slot() == slot) {
                int next = called(i, "next");
                int iterator = next < 0 ? NONE : of(next, 0);
                return isAssignedOnce(iterator, 0) ? ofIterator(iterator) : NONE;
            }
        }
        return NONE;
    }

    private int ofIterator(int slot) {
        for (int at = 0; at < code.size(); at++) {
            if (code.instruction(at) instanceof StoreInstruction store && store.slot() == slot) {
                int made = called(at, "iterator");
                return made < 0 ? NONE : ofContainer(made, 0);
            }
        }
        return NONE;
    }

    /** The call of such a method that made the value which is stored; negative if something else did. */
    private int called(int store, String name) {
        int by = producer(store, 0);
        while (by >= 0 && code.instruction(by) instanceof TypeCheckInstruction) {
            by = producer(by, 0);
        }
        return by >= 0 && code.instruction(by) instanceof InvokeInstruction call && call.name().equalsString(name)
                ? by
                : NONE;
    }

    /** The variables in the list that a call of {@code List.of} made for this operand. */
    List<Integer> inList(int at, int depth) {
        List<Integer> slots = new ArrayList<>();
        int by = producer(at, depth);
        if (by >= 0 && code.instruction(by) instanceof InvokeInstruction made
                && made.owner().asInternalName().equals("java/util/List") && made.name().equalsString("of")) {
            for (int i = 0; i < made.typeSymbol().parameterCount(); i++) {
                int slot = of(by, i);
                if (slot != NONE) {
                    slots.add(slot);
                }
            }
        }
        return slots;
    }

    /** The instruction that an operand comes from; negative if code that branches computes it. */
    private int producer(int at, int depth) {
        int below = depth;
        for (int i = at - 1; i >= 0 && !code.isLeader(i + 1); i--) {
            Instruction instruction = code.instruction(i);
            int popped = popped(instruction);
            if (popped < 0) {
                return NONE;
            }
            int pushed = pushed(instruction);
            if (below < pushed) {
                if (instruction.opcode() != Opcode.DUP) {
                    return i;
                }
                below = 0;
            } else {
                below += popped - pushed;
            }
        }
        return NONE;
    }

    /** How many operands the instruction takes; negative for those that straight code does not have, or shuffle. */
    private static int popped(Instruction instruction) {
        return switch (instruction) {
            case LoadInstruction _,ConstantInstruction _,IncrementInstruction _,NopInstruction _ -> 0;
            case NewObjectInstruction _ -> 0;
            case StoreInstruction _,ConvertInstruction _,TypeCheckInstruction _ -> 1;
            case NewReferenceArrayInstruction _,NewPrimitiveArrayInstruction _ -> 1;
            case NewMultiArrayInstruction array -> array.dimensions();
            case ArrayLoadInstruction _ -> 2;
            case ArrayStoreInstruction _ -> 3;
            case OperatorInstruction operator ->
                    operator.opcode() == Opcode.ARRAYLENGTH || operator.opcode().name().endsWith("NEG")
                            ? 1
                            : 2;
            case FieldInstruction field -> switch (field.opcode()) {
                case GETSTATIC -> 0;
                case PUTFIELD -> 2;
                default -> 1;
            };
            case InvokeInstruction call ->
                    call.typeSymbol().parameterCount() + (call.opcode() == Opcode.INVOKESTATIC ? 0 : 1);
            case InvokeDynamicInstruction dynamic -> dynamic.typeSymbol().parameterCount();
            case StackInstruction stack -> stack.opcode() == Opcode.DUP || stack.opcode() == Opcode.POP ? 1 : NONE;
            default -> NONE;
        };
    }

    private static int pushed(Instruction instruction) {
        return switch (instruction) {
            case IncrementInstruction _,NopInstruction _,StoreInstruction _,ArrayStoreInstruction _ -> 0;
            case FieldInstruction field ->
                    field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.PUTSTATIC ? 0 : 1;
            case InvokeInstruction call -> isVoid(MethodId.of(call)) ? 0 : 1;
            case StackInstruction stack -> stack.opcode() == Opcode.DUP ? 2 : 0;
            default -> 1;
        };
    }

    private static boolean isVoid(MethodId method) {
        return method.descriptor().endsWith(")V");
    }
}
