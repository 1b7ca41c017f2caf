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

    /** What came into being at a place of this method, under the guards that were open there. */
    sealed interface Placed extends Guarded {

        int at();
    }

    /** Read from a reference, or returned as guard-scoped. */
    record Read(int at, boolean isGuard) implements Placed {
    }

    /** An element of a stream, iterator, optional or collection; the container carries it as well. */
    record Element(int at) implements Placed {

        @Override
        public boolean isGuard() {
            return false;
        }
    }

    /** An operand that is guard-scoped by its type or mark, because the lambda captured it, or was given it. */
    record Handed(int operand, boolean isGuard, boolean captured) implements Guarded {
    }

    /** A snapshot that this method took, and so must close or hand on. Not guarded: it may be kept anywhere. */
    record Taken(int at) implements Origin {
    }

    /**
     * What a snapshot keeps. It may be kept too, and used until the snapshot is closed.
     *
     * @param at where this method took the snapshot, or {@link #ELSEWHERE}
     */
    record Kept(int at) implements Origin {

        /** By a snapshot that others take and close. */
        public static final int ELSEWHERE = -1;
    }

    /** What a snapshot kept that was taken at this place in an earlier round of a loop, and closed. */
    record OutlivedKept(int at) implements Origin {
    }

    /**
     * A stream over what a snapshot keeps, whose elements are copies: whatever it is collected into is a copy too, but
     * it must be ended before the snapshot is closed.
     *
     * @param at as in {@link Kept}
     */
    record Pipeline(int at) implements Origin {
    }

    /**
     * Something that came out of a guarded value and whose type does not say that it is guarded: harmless, unless a
     * cast or the type of a result shows that it is memory after all.
     */
    record Part(int at) implements Origin {
    }

    /** What was read in an earlier round of a loop, whose section ended, or before a checkpoint of this round. */
    record Outlived(int at, boolean isGuard) implements Guarded {
    }

    /** Memory that an object of this method's own returned: as good as the object, which may be retired. */
    record Looking(int at) implements Origin {
    }

    /**
     * An object that was retired by hand: it may be freed.
     *
     * @param at where this method did so, or {@link #ELSEWHERE}
     */
    record Retired(int at) implements Origin {

        /** By whoever hands it to this lambda. */
        public static final int ELSEWHERE = -1;
    }

    /** An object that was freed by hand at this place. Others may be told of it, but it must not be called. */
    record Freed(int at) implements Origin {
    }

    /** A list whose elements were retired together at this place: the list itself is as good as before. */
    record RetiredElements(int at) implements Origin {
    }

    /** A stream, optional or local collection of snapshots that were taken at this place, or one of its elements. */
    record Stowed(int at) implements Origin {
    }

    /** What only the caller knows: whether it is guarded depends on an operand. */
    sealed interface Foreign extends Origin {

        int operand();
    }

    /** Any other operand. */
    record Argument(int operand) implements Foreign {
    }

    /** What a functional operand returns when this method calls it. */
    record ResultOf(int operand) implements Foreign {
    }

    /** An element of an operand that is a stream, iterator, optional or collection. */
    record ElementOf(int operand) implements Foreign {
    }

    /** An operand whose elements were replaced by what a function made of them: a stream that was mapped. */
    record Mapped(int operand) implements Foreign {
    }

    /** An object made here that holds what it was made of: a lambda, an instance of a local class, an array. */
    record Holder(int at) implements Origin {
    }

    /** A reader, stream or scanner over what is in memory: to read it is not to wait. */
    record InMemory(int at) implements Origin {
    }

    /** A container that a field refers to: whoever reads the field finds what was put into it. */
    record InField(int at) implements Origin {
    }

    /** A StructuredTaskScope opened here. */
    record TaskScope(int at) implements Origin {
    }
}
