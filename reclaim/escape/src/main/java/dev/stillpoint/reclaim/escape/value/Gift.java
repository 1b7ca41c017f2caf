// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.value;

import org.jspecify.annotations.Nullable;

/**
 * A call, by a method, of one of its operands, and what it hands to it: {@code use.accept(table.get())} gives the
 * operand {@code use} something guarded. Which code runs then, only the caller knows, who made the lambda.
 *
 * @param to the operand that is called
 * @param method the name of the method that is called on it
 * @param parameter which parameter of that method gets it, counted from 0 without the receiver
 * @param what whose value it is; null if it is something guarded of the method itself
 */
public record Gift(int to, String method, int parameter, Origin.@Nullable Foreign what) {

    /** As the method: each that a container calls with its elements, which are guarded. */
    public static final String EACH = "each";
    /** As the parameter: the operand is called inside a section of the method, whatever it is handed. */
    public static final int CALLED = -1;

    /** Whether it hands over something guarded of the method itself. */
    public boolean isGuarded() {
        return what == null && parameter != CALLED;
    }
}
