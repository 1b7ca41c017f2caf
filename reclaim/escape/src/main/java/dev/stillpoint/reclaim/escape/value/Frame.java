// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Local variables, operand stack and read sections at one point of a method. A long takes two locals, one stack
 * element.
 */
public final class Frame {

    private final Value[] locals;
    private final List<Value> stack;
    private Sections sections;

    private Frame(Value[] locals, List<Value> stack, Sections sections) {
        this.locals = locals;
        this.stack = stack;
        this.sections = sections;
    }

    public static Frame entry(int maxLocals, Sections sections) {
        Value[] locals = new Value[maxLocals];
        Arrays.fill(locals, Value.NONE);
        return new Frame(locals, new ArrayList<>(), sections);
    }

    public Frame copy() {
        return new Frame(locals.clone(), new ArrayList<>(stack), sections);
    }

    /** As a handler finds it: only the exception is on the stack. */
    public Frame caught() {
        List<Value> exception = new ArrayList<>();
        exception.add(Value.NONE);
        return new Frame(locals.clone(), exception, sections.caught());
    }

    /** Takes in what is known on another path; returns whether anything was new. */
    public boolean merge(Frame other) {
        boolean changed = false;
        for (int i = 0; i < locals.length; i++) {
            Value joined = locals[i].merge(other.locals[i]);
            changed |= joined != locals[i];
            locals[i] = joined;
        }
        // Of equal depth in all code that the JVM accepts.
        for (int i = 0; i < Math.min(stack.size(), other.stack.size()); i++) {
            Value joined = stack.get(i).merge(other.stack.get(i));
            changed |= joined != stack.get(i);
            stack.set(i, joined);
        }
        Sections merged = sections.merge(other.sections);
        changed |= merged != sections;
        sections = merged;
        return changed;
    }

    /** Puts something in the place of a value wherever it is. */
    public void replace(UnaryOperator<Value> change) {
        for (int i = 0; i < locals.length; i++) {
            locals[i] = change.apply(locals[i]);
        }
        stack.replaceAll(change);
    }

    public Sections sections() {
        return sections;
    }

    public void sections(Sections now) {
        sections = now;
    }

    public Value local(int slot) {
        return locals[slot];
    }

    public void local(int slot, Value value) {
        locals[slot] = value;
        if (value.wide()) {
            locals[slot + 1] = Value.NONE;
        }
    }

    public void push(Value value) {
        stack.add(value);
    }

    public Value pop() {
        return stack.removeLast();
    }

    public Value peek() {
        return stack.getLast();
    }

    /** The operands of a call, the receiver first. */
    public List<Value> pop(int count) {
        List<Value> top = stack.subList(stack.size() - count, stack.size());
        List<Value> operands = new ArrayList<>(top);
        top.clear();
        return operands;
    }

    /** Pops {@code slots} slots: one wide value, or so many others. */
    public List<Value> popSlots(int slots) {
        List<Value> popped = new ArrayList<>();
        for (int taken = 0; taken < slots;) {
            Value value = pop();
            popped.add(value);
            taken += value.wide() ? 2 : 1;
        }
        Collections.reverse(popped);
        return popped;
    }

    /** Copies the top {@code slots} slots below the {@code depth} slots under them. */
    public void duplicate(int slots, int depth) {
        List<Value> copied = popSlots(slots);
        List<Value> below = popSlots(depth);
        stack.addAll(copied);
        stack.addAll(below);
        stack.addAll(copied);
    }

    public void swap() {
        Value top = pop();
        Value below = pop();
        push(top);
        push(below);
    }
}
