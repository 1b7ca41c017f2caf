// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodFacts;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Finds all methods with code, and which of them are bodies of lambdas and read sections. */
final class Bodies {

    private final ClassWorld world;
    private final Predicate<MethodId> marked;
    private final Map<MethodId, MethodCode> code = new LinkedHashMap<>();
    private final Map<MethodId, LambdaSite> lambdas = new HashMap<>();

    private final BiConsumer<MethodFacts, Throwable> unreadable;
    private int sections;

    /** @param unreadable is told of each method whose code is damaged */
    Bodies(ClassWorld world, Predicate<MethodId> marked, BiConsumer<MethodFacts, Throwable> unreadable) {
        this.unreadable = unreadable;
        this.world = world;
        this.marked = marked;
    }

    Map<MethodId, Body> all() {
        for (ClassFacts owner : world.scanned()) {
            owner.methods().forEach(this::readCode);
        }
        Map<MethodId, Body> bodies = new LinkedHashMap<>();
        for (ClassFacts owner : world.scanned()) {
            for (MethodFacts method : owner.methods()) {
                MethodCode instructions = code.get(method.id());
                if (instructions != null) {
                    try {
                        bodies.put(method.id(), body(owner, method, instructions));
                    } catch (RuntimeException | StackOverflowError e) {
                        unreadable.accept(method, e);
                    }
                }
            }
        }
        return bodies;
    }

    /** At how many places a read section begins. */
    int sections() {
        return sections;
    }

    private void readCode(MethodFacts method) {
        try {
            readInstructions(method);
        } catch (RuntimeException | StackOverflowError e) {
            code.remove(method.id());
            unreadable.accept(method, e);
        }
    }

    private void readInstructions(MethodFacts method) {
        method.model().code().map(MethodCode::new).filter(Bodies::isModern).ifPresent(instructions -> {
            code.put(method.id(), instructions);
            findLambdas(instructions);
        });
    }

    /** Compilers have not used subroutines since Java 6. */
    private static boolean isModern(MethodCode instructions) {
        for (int at = 0; at < instructions.size(); at++) {
            if (instructions.instruction(at) instanceof DiscontinuedInstruction) {
                return false;
            }
        }
        return true;
    }

    private void findLambdas(MethodCode instructions) {
        for (int at = 0; at < instructions.size(); at++) {
            Instruction instruction = instructions.instruction(at);
            if (instruction instanceof InvokeInstruction call && GuardApi.beginsSection(call.owner().asInternalName(),
                    call.name().stringValue())) {
                sections++;
            }
            if (instruction instanceof InvokeDynamicInstruction dynamic) {
                LambdaSite site = LambdaSite.of(dynamic);
                if (site != null) {
                    lambdas.put(site.body(), site);
                }
            }
        }
    }

    private Body body(ClassFacts owner, MethodFacts method, MethodCode instructions) {
        LambdaSite site = method.isLambda() ? lambdas.get(method.id()) : null;
        if (site != null) {
            return new Body(owner, method, instructions,
                    GuardApi.isSectionBody(site.functional().owner(), world), marked.test(site.functional()),
                    site);
        }
        return new Body(owner, method, instructions, isSection(owner, method),
                marked.test(method.id()) || world.isMarkedType(owner.name()), null);
    }

    private boolean isSection(ClassFacts owner, MethodFacts method) {
        String name = method.id().name();
        return !method.isStatic() && (name.equals("read") || name.equals("run"))
                && GuardApi.isSectionBody(owner.name(), world);
    }
}
