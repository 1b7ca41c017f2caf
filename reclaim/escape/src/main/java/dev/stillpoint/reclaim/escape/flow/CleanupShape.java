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

    /** Whether the call at {@code at} is one of the two of that test: it makes the list, or takes the resource out. */
    static boolean covers(MethodCode code, int at) {
        return begins(code, at) || begins(code, at - 2);
    }

    private static boolean begins(MethodCode code, int at) {
        return isCall(code, at, "java/util/Collections", "singletonList")
                && isCall(code, at + 2, "java/util/List", "get");
    }

    private static boolean isCall(MethodCode code, int at, String owner, String name) {
        return at >= 0 && at < code.size() && code.instruction(at) instanceof InvokeInstruction call
                && call.owner().asInternalName().equals(owner) && call.name().equalsString(name);
    }
}
