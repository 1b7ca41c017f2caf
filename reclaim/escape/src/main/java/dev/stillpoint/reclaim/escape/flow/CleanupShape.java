// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import java.lang.classfile.instruction.InvokeInstruction;

/**
 * How Lombok's {@code @Cleanup} tests its resource: {@code Collections.singletonList(resource).get(0) != null}, so that
 * no compiler warns of a test that is always true. It is the resource itself, and no collection that somebody keeps.
 */
final class CleanupShape {

    private CleanupShape() {
    }

    /** Whether the call at {@code at} makes the list of that test. */
    static boolean wraps(MethodCode code, int at) {
        return isCall(code, at, "java/util/Collections", "singletonList") && unwraps(code, at + 2);
    }

    /** Whether the call at {@code at} takes the resource out again. */
    static boolean unwraps(MethodCode code, int at) {
        return at >= 2 && isCall(code, at, "java/util/List", "get")
                && isCall(code, at - 2, "java/util/Collections", "singletonList");
    }

    private static boolean isCall(MethodCode code, int at, String owner, String name) {
        return at < code.size() && code.instruction(at) instanceof InvokeInstruction call
                && call.owner().asInternalName().equals(owner) && call.name().equalsString(name);
    }
}
