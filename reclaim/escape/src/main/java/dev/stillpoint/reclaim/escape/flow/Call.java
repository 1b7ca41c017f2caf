// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.KotlinRules;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A call.
 *
 * @param at where
 * @param method what the call names
 * @param opcode how it is found
 * @param operands the receiver, if there is one, and the arguments
 * @param result the type of the result
 */
record Call(int at, MethodId method, Opcode opcode, List<Value> operands, ClassDesc result) {

    /** Takes the operands off the stack. */
    static Call of(int at, InvokeInstruction instruction, Frame frame) {
        int receiver = instruction.opcode() == Opcode.INVOKESTATIC ? 0 : 1;
        List<Value> operands = frame.pop(instruction.typeSymbol().parameterCount() + receiver);
        return new Call(at, MethodId.of(instruction), instruction.opcode(), operands,
                instruction.typeSymbol().returnType());
    }

    boolean isStatic() {
        return opcode == Opcode.INVOKESTATIC;
    }

    /** Whether an overriding method may run instead. */
    boolean isVirtual() {
        return opcode == Opcode.INVOKEVIRTUAL || opcode == Opcode.INVOKEINTERFACE;
    }

    /** Whether what is called may be a function: a lambda, or an object that stands for one. */
    boolean isOfFunction(ClassWorld world) {
        return opcode == Opcode.INVOKEINTERFACE && isFunction(method.owner(), world);
    }

    /** Whether the interface is, or may be, that of a function. */
    static boolean isFunction(String owner, ClassWorld world) {
        return owner.startsWith("java/util/function/") || KotlinRules.isFunction(owner) || world.isScanned(owner)
                || owner.startsWith("dev/stillpoint/reclaim/ScopedQsbr$")
                || owner.equals("java/util/concurrent/Callable")
                || owner.equals("java/util/stream/Gatherer$Downstream");
    }

    /** The operands by their numbers. */
    Map<Integer, Value> operandsByNumber() {
        Map<Integer, Value> numbered = new HashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            numbered.put(i, operands.get(i));
        }
        return numbered;
    }

    boolean isConstructor() {
        return method.name().equals("<init>");
    }

    /** Of a call that has one. */
    Value receiver() {
        return operands.getFirst();
    }

    List<Value> arguments() {
        return isStatic() ? operands : operands.subList(1, operands.size());
    }

    /** The declared types of the arguments. */
    List<ClassDesc> types() {
        return MethodTypeDesc.ofDescriptor(method.descriptor()).parameterList();
    }

    boolean isHarmless() {
        return operands.stream().allMatch(Value::isEmpty);
    }
}
