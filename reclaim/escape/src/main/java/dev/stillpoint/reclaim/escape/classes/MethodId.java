// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;

/**
 * A method as class files name it.
 *
 * @param owner internal name of the class: {@code java/lang/Thread}
 * @param name its name; {@code <init>} for constructors
 * @param descriptor parameter and result types: {@code (J)V}
 */
public record MethodId(String owner, String name, String descriptor) {

    /** The method that a call names. */
    public static MethodId of(InvokeInstruction call) {
        return new MethodId(call.owner().asInternalName(), call.name().stringValue(), call.type().stringValue());
    }

    /** Whether it is called as compilers call what they make of lambda expressions: {@code lambda$read$0} by javac. */
    public boolean isLambda() {
        return name.contains("lambda$");
    }

    public int parameterCount() {
        return MethodTypeDesc.ofDescriptor(descriptor).parameterCount();
    }

    /** Class and method for messages, without the package. */
    public String display() {
        if (isLambda()) {
            return "a lambda of " + TypeNames.simple(owner);
        }
        return TypeNames.simple(owner) + (name.equals("<init>") ? "'s constructor" : "." + name);
    }
}
