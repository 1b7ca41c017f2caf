// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place where a lambda or method reference is made. The types of the call site are its capture list.
 *
 * @param functional the method of the functional interface that it implements
 * @param instantiated its type where type variables are replaced: {@code (Row)V} for a {@code Consumer<Row>}
 * @param body the method that it runs
 * @param captured how many values it captures; they are the first operands of the body
 * @param isStatic whether the body has no receiver
 * @param constructs whether the body is a constructor, whose operand 0 is made when it is called
 */
public record LambdaSite(MethodId functional, MethodTypeDesc instantiated, MethodId body, int captured,
        boolean isStatic, boolean constructs) {

    private static final String FACTORY = "Ljava/lang/invoke/LambdaMetafactory;";

    /** The lambda that the instruction makes; null if it makes something else. */
    public static @Nullable LambdaSite of(InvokeDynamicInstruction instruction) {
        if (!instruction.bootstrapMethod().owner().descriptorString().equals(FACTORY)) {
            return null;
        }
        List<ConstantDesc> arguments = instruction.bootstrapArgs();
        if (arguments.size() < 3) {
            return null;
        }
        if (!(arguments.getFirst() instanceof MethodTypeDesc erased)
                || !(arguments.get(1) instanceof DirectMethodHandleDesc body)
                || !(arguments.get(2) instanceof MethodTypeDesc instantiated)) {
            return null;
        }
        MethodTypeDesc site = instruction.typeSymbol();
        MethodId functional = new MethodId(className(site.returnType()), instruction.name().stringValue(),
                erased.descriptorString());
        boolean isStatic = switch (body.kind()) {
            case STATIC, INTERFACE_STATIC -> true;
            default -> false;
        };
        boolean constructs = body.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR;
        MethodId target = new MethodId(className(body.owner()), constructs ? "<init>" : body.methodName(),
                body.lookupDescriptor());
        return new LambdaSite(functional, instantiated, target, site.parameterCount(), isStatic, constructs);
    }

    /** What {@code Function.identity()} returns: a function that returns what it is given. */
    public static LambdaSite identity() {
        MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);
        String descriptor = type.descriptorString();
        return new LambdaSite(new MethodId("java/util/function/Function", "apply", descriptor), type,
                new MethodId("java/util/Objects", "requireNonNull", descriptor), 0, true, false);
    }

    /** Whether it returns what it is given: {@link #identity()}. */
    public boolean isIdentity() {
        return body.owner().equals("java/util/Objects") && body.name().equals("requireNonNull");
    }

    /** How many operands the body has that are captured or parameters. */
    public int operands() {
        return operandOfParameter(instantiated.parameterCount());
    }

    /** The first operand of the body that is no receiver. */
    public int firstArgument() {
        return isStatic ? 0 : 1;
    }

    /** The operand of the body that a captured value becomes. */
    public int operandOfCaptured(int index) {
        return constructs ? index + 1 : index;
    }

    /** The operand of the body that a parameter of the functional interface's method becomes. */
    public int operandOfParameter(int parameter) {
        return operandOfCaptured(captured + parameter);
    }

    private static String className(ClassDesc type) {
        String name = TypeNames.elementClass(type);
        return name == null ? "" : name;
    }
}
