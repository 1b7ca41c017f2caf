// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodFacts;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import org.jspecify.annotations.Nullable;

/**
 * A method with code, and the role it plays. The code itself is read when the method is scanned, and not kept.
 *
 * @param owner its class
 * @param facts the method
 * @param outline what is known of its code before it is scanned
 * @param section whether it is the body of a read section
 * @param marked whether it may return guarded values
 * @param lambda where it becomes a lambda; null if it is no lambda's body
 */
record Body(ClassFacts owner, MethodFacts facts, Outline outline, boolean section, boolean marked,
        @Nullable LambdaSite lambda) {

    MethodId id() {
        return facts.id();
    }

    /** How many operands it has: the receiver, if there is one, and the parameters. */
    int operands() {
        return facts.operandOfParameter(facts.type().parameterCount());
    }

    /** Whether a lambda captured this operand. */
    boolean isCaptured(int operand) {
        return lambda != null && operand < lambda.captured();
    }

    /** Whether the operand is marked {@code @GuardScoped}: for a lambda, where its functional interface is declared. */
    boolean isMarkedOperand(int operand, ClassWorld world) {
        return lambda == null
                ? world.isMarkedParameter(id(), operand - facts.operandOfParameter(0))
                : world.isMarkedParameter(lambda.functional(), operand - lambda.operandOfParameter(0));
    }

    /** A constructor that javac hands what a local or anonymous class captures. */
    boolean isConstructorOfLocalClass() {
        return owner.local() && facts.isConstructor();
    }
}
