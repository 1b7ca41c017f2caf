package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.MethodFacts;
import dev.stillpoint.reclaim.escape.classes.MethodId;

/**
 * A method with code, and the role it plays.
 *
 * @param owner its class
 * @param facts the method
 * @param code its instructions
 * @param section whether it is the body of a read section
 * @param marked whether it may return guarded values
 * @param captured how many of its first operands a lambda captured; 0 if it is no lambda's body
 */
record Body(ClassFacts owner, MethodFacts facts, MethodCode code, boolean section, boolean marked, int captured) {

    MethodId id() {
        return facts.id();
    }

    /** A constructor that javac hands what a local or anonymous class captures. */
    boolean isConstructorOfLocalClass() {
        return owner.local() && facts.isConstructor();
    }
}
