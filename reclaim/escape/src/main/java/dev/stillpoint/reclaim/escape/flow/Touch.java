// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.TypeRules;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Whether an instruction has to do with guards: whether something guarded, or a section, may come into being by it.
 * Methods without any such instruction are not scanned on their own account. So whatever {@link Step} makes an origin
 * of that is guarded, kept, taken or retired, must be told here; to answer yes too often costs time only.
 *
 * <p>It asks for all types, even if one of them has settled the answer: the user is told which cannot be found.
 */
final class Touch {

    private final ClassWorld world;
    private final TypeRules types;

    Touch(ClassWorld world, TypeRules types) {
        this.world = world;
        this.types = types;
    }

    /** Whether a method may return guarded values, by its mark or by its name. */
    boolean isMarked(MethodId method) {
        return GuardApi.returnsGuarded(method) || GuardApi.implementsReference(method, world)
                || (!method.owner().startsWith("java/") && world.isMarkedMethod(method));
    }

    /** Whether the class holds a snapshot; then the views beside it are of that. */
    boolean keepsSnapshot(String type) {
        ClassFacts facts = world.find(type);
        return facts != null && facts.fields().stream().anyMatch(GuardApi::isSnapshot);
    }

    /** Whether the method has to do with guards by its role alone, whatever its instructions are. */
    boolean isBy(Body body) {
        if (body.section() || body.marked() || types.isScopedClass(body.owner().name())) {
            return true;
        }
        MethodTypeDesc type = body.facts().type();
        boolean touches = false;
        for (int i = 0; i < type.parameterCount(); i++) {
            touches |= types.isGuarded(type.parameterType(i))
                    || body.isMarkedOperand(body.facts().operandOfParameter(i), world);
        }
        return touches;
    }

    boolean isBy(Instruction instruction) {
        return switch (instruction) {
            case InvokeInstruction call -> isBy(MethodId.of(call), call.typeSymbol().returnType());
            case FieldInstruction field -> isBy(field.owner().asInternalName(), field.typeSymbol());
            case NewObjectInstruction made -> types.isScopedClass(made.className().asInternalName());
            case TypeCheckInstruction check ->
                    check.opcode() == Opcode.CHECKCAST && isGuarded(check.type().asSymbol());
            case InvokeDynamicInstruction dynamic -> {
                LambdaSite site = LambdaSite.of(dynamic);
                yield site != null && isBy(site);
            }
            default -> false;
        };
    }

    private boolean isBy(String owner, ClassDesc field) {
        return isGuarded(field) || ((types.isView(field) || types.isContainer(field)) && keepsSnapshot(owner));
    }

    private boolean isBy(MethodId method, ClassDesc result) {
        boolean guarded = isGuarded(result);
        boolean marked = isMarked(method);
        return guarded || marked || GuardApi.retires(method) || GuardApi.frees(method, world)
                || GuardApi.closesArena(method)
                || GuardApi.readsSnapshot(method);
    }

    private boolean isBy(LambdaSite site) {
        boolean touches = GuardApi.isSectionBody(site.functional().owner(), world);
        touches |= isBy(site.body(), MethodTypeDesc.ofDescriptor(site.body().descriptor()).returnType());
        touches |= site.constructs() && types.isScopedClass(site.body().owner());
        for (int i = 0; i < site.instantiated().parameterCount(); i++) {
            // A callback that is given a version may be kept by its maker and called by a reader.
            touches |= isGuarded(site.instantiated().parameterType(i))
                    || types.isReclaimable(site.instantiated().parameterType(i));
            touches |= world.isMarkedParameter(site.functional(), i);
        }
        return touches;
    }

    private boolean isGuarded(ClassDesc type) {
        return types.isGuarded(type) || GuardApi.isSnapshot(type);
    }
}
