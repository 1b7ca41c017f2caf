// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.CodeReader;
import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodFacts;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Reads the code of all methods once: finds which of them are bodies of lambdas and of read sections, and makes their
 * outlines. Most methods of a program never come near a guard, and then the outline is all that is needed of them.
 */
final class Survey {

    private final ClassWorld world;
    private final CodeReader reader;
    private final Touch touch;
    private final BiConsumer<MethodFacts, Throwable> unreadable;
    private final Map<MethodId, Outline> outlines = new HashMap<>();
    private final Map<MethodId, LambdaSite> lambdas = new HashMap<>();
    /** The methods that make functions of an interface of the program's own, by the method of that. */
    private final Map<MethodId, Set<MethodId>> makers = new HashMap<>();
    /** One object for all calls of a method. */
    private final Map<Callee, Callee> known = new HashMap<>();
    private int sections;

    /** @param unreadable is told of each method whose code is damaged */
    Survey(ClassWorld world, CodeReader reader, Touch touch, BiConsumer<MethodFacts, Throwable> unreadable) {
        this.world = world;
        this.reader = reader;
        this.touch = touch;
        this.unreadable = unreadable;
    }

    /** All methods with code, in the order of their classes. */
    Map<MethodId, Body> bodies() {
        for (ClassFacts owner : world.scanned()) {
            owner.methods().forEach(method -> read(owner, method));
        }
        known.clear();
        Map<MethodId, Body> bodies = new LinkedHashMap<>();
        for (ClassFacts owner : world.scanned()) {
            for (MethodFacts method : owner.methods()) {
                Outline outline = outlines.remove(method.id());
                if (outline != null) {
                    try {
                        bodies.put(method.id(), body(owner, method, outline));
                    } catch (RuntimeException | StackOverflowError e) {
                        unreadable.accept(method, e);
                    }
                }
            }
        }
        return bodies;
    }

    /** The methods that make functions of an interface of the program's own, by the method of that. */
    Map<MethodId, Set<MethodId>> makers() {
        return makers;
    }

    /** At how many places a read section begins. */
    int sections() {
        return sections;
    }

    private void read(ClassFacts owner, MethodFacts method) {
        try {
            reader.read(owner, method).map(MethodCode::new).filter(Survey::isModern)
                    .ifPresent(code -> outlines.put(method.id(), outline(method.id(), code)));
        } catch (RuntimeException | StackOverflowError e) {
            unreadable.accept(method, e);
        }
    }

    /** Compilers have not used subroutines since Java 6. */
    private static boolean isModern(MethodCode code) {
        for (int at = 0; at < code.size(); at++) {
            if (code.instruction(at) instanceof DiscontinuedInstruction) {
                return false;
            }
        }
        return true;
    }

    private Outline outline(MethodId method, MethodCode code) {
        boolean touches = false;
        Set<Callee> callees = new LinkedHashSet<>();
        for (int at = 0; at < code.size(); at++) {
            Instruction instruction = code.instruction(at);
            touches |= touch.isBy(instruction);
            if (instruction instanceof InvokeInstruction call) {
                MethodId callee = MethodId.of(call);
                if (GuardApi.beginsSection(callee.owner(), callee.name())) {
                    sections++;
                }
                Opcode opcode = call.opcode();
                note(callee, opcode == Opcode.INVOKEVIRTUAL || opcode == Opcode.INVOKEINTERFACE, callees);
            }
            if (instruction instanceof InvokeDynamicInstruction dynamic) {
                LambdaSite site = LambdaSite.of(dynamic);
                if (site != null) {
                    if (site.body().isLambda()) {
                        lambdas.put(site.body(), site);
                    }
                    note(site.body(), false, callees);
                    if (world.isScanned(site.functional().owner())) {
                        makers.computeIfAbsent(site.functional(), _ -> new LinkedHashSet<>()).add(method);
                    }
                }
            }
        }
        return new Outline(touches, code.size() == 1, List.copyOf(callees));
    }

    private void note(MethodId method, boolean virtual, Set<Callee> callees) {
        if (world.isBelowScanned(method.owner())) {
            Callee callee = new Callee(method, virtual);
            callees.add(known.computeIfAbsent(callee, _ -> callee));
        }
    }

    private Body body(ClassFacts owner, MethodFacts method, Outline outline) {
        LambdaSite site = method.isLambda() ? lambdas.get(method.id()) : null;
        if (site != null) {
            return new Body(owner, method, outline, GuardApi.isSectionBody(site.functional().owner(), world),
                    touch.isMarked(site.functional()), site);
        }
        return new Body(owner, method, outline, isSection(owner, method),
                touch.isMarked(method.id()) || world.isMarkedType(owner.name()) || isMadeByMarked(owner), null);
    }

    /** Whoever calls a marked method keeps what it made inside the section, with all that this returns. */
    private boolean isMadeByMarked(ClassFacts owner) {
        return owner.enclosing() != null && touch.isMarked(owner.enclosing());
    }

    private boolean isSection(ClassFacts owner, MethodFacts method) {
        String name = method.id().name();
        return !method.isStatic() && (name.equals("read") || name.equals("run"))
                && GuardApi.isSectionBody(owner.name(), world);
    }
}
