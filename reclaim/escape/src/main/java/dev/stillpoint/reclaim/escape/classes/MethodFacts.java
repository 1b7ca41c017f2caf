// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import java.lang.classfile.MethodSignature;
import java.lang.classfile.Signature;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A method.
 *
 * @param id which
 * @param index its place among the methods of the class
 * @param flags its modifiers, as bits
 * @param marked whether it carries {@code @GuardScoped}
 * @param markedParameters the parameters that do, counted from 0 without the receiver
 * @param signature its generic type, if the result has type arguments; else empty
 */
public record MethodFacts(MethodId id, int index, int flags, boolean marked, Set<Integer> markedParameters,
        String signature) {

    public boolean has(AccessFlag flag) {
        return (flags & flag.mask()) != 0;
    }

    public boolean isStatic() {
        return has(AccessFlag.STATIC);
    }

    public boolean isConstructor() {
        return id.name().equals("<init>");
    }

    /** Whether a compiler made it out of a lambda expression. */
    public boolean isLambda() {
        return id.isLambda();
    }

    public boolean hasCode() {
        return !has(AccessFlag.ABSTRACT) && !has(AccessFlag.NATIVE);
    }

    /** The receiver, if there is one, is operand 0; then come the parameters. */
    public int operandOfParameter(int parameter) {
        return isStatic() ? parameter : parameter + 1;
    }

    public MethodTypeDesc type() {
        return MethodTypeDesc.ofDescriptor(id.descriptor());
    }

    /** The type arguments of its result: {@code Row} for a {@code Stream<Row>}; none where type variables stand. */
    public List<ClassDesc> elementTypes() {
        if (signature.isEmpty()
                || !(MethodSignature.parseFrom(signature).result() instanceof Signature.ClassTypeSig generic)) {
            return List.of();
        }
        List<ClassDesc> elements = new ArrayList<>();
        for (Signature.TypeArg argument : generic.typeArgs()) {
            if (argument instanceof Signature.TypeArg.Bounded bounded
                    && bounded.boundType() instanceof Signature.ClassTypeSig element) {
                elements.add(element.classDesc());
            }
        }
        return elements;
    }

    /** The declared type of an operand; empty for the receiver. */
    public Optional<ClassDesc> typeOfOperand(int operand) {
        int parameter = isStatic() ? operand : operand - 1;
        return parameter < 0 ? Optional.empty() : Optional.of(type().parameterType(parameter));
    }
}
