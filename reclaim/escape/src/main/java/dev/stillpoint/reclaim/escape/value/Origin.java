// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.value;

/** Where a value may come from. Places are instructions of the method, counted from 0, or its operands. */
public sealed interface Origin {

    /** A guard, or something that one protects: what must not escape. */
    sealed interface Guarded extends Origin {

        boolean isGuard();
    }

    /** A guard that this method opened, and so must close. */
    record Opened(int at) implements Guarded {

        @Override
        public boolean isGuard() {
            return true;
        }
    }

    /** Read from a reference, or returned as guard-scoped. */
    record Read(int at, boolean isGuard) implements Guarded {
    }

    /** An operand that is guard-scoped by its type or mark, or because the lambda captured it. */
    record Handed(int operand, boolean isGuard, boolean captured) implements Guarded {
    }

    /** Any other operand: whether it is guarded, only the caller knows. */
    record Argument(int operand) implements Origin {
    }

    /** An object made here that holds what it was made of: a lambda, an instance of a local class, an array. */
    record Holder(int at) implements Origin {
    }

    /** A StructuredTaskScope opened here. */
    record TaskScope(int at) implements Origin {
    }
}
