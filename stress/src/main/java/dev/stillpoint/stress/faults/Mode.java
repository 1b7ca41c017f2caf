// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import dev.stillpoint.scheduler.fixture.Point;

/** Which error strikes, at which points, and for how long. */
enum Mode {

    /** One allocation fails, ours or one that the JDK makes for us. */
    ALLOCATION("an allocation fails"),
    /** The heap is full: after that allocation some more fail. */
    FULL_HEAP("the heap is full"),
    /** One call overflows the stack, wherever it is: also one that puts things right. */
    CALL("a call overflows"),
    /** The caller has so many frames left; every call beyond them overflows, as it is at the end of a stack. */
    STACK_END("the stack ends");

    private final String text;

    Mode(String text) {
        this.text = text;
    }

    boolean isOfMemory() {
        return this == ALLOCATION || this == FULL_HEAP;
    }

    /** Service threads have the stack for what they do. */
    boolean strikesServices() {
        return this != STACK_END;
    }

    boolean includes(Point point) {
        return isOfMemory() ? point.kind().needsMemory() : point.kind().needsStack();
    }

    Error error() {
        return isOfMemory() ? new OutOfMemoryError("on purpose") : new StackOverflowError();
    }

    @Override
    public String toString() {
        return text;
    }
}
