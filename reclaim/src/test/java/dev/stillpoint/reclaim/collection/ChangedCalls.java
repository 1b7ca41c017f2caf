// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.scheduler.fixture.ChangedClasses;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Loads the collections once more, with some calls replaced by others: for variants that are broken on purpose.
 */
final class ChangedCalls extends ChangedClasses {

    private final Map<String, String> replacements;
    private final Class<?> by;
    private final Set<String> unused;

    /**
     * @param replacements of a call, as {@code Class.method} in either, the name of the static method that is called
     *        instead, with the object, if there is one, as its first argument
     * @param by has these methods
     */
    ChangedCalls(Map<String, String> replacements, Class<?> by) {
        super(ChangedCalls.class.getPackageName());
        this.replacements = replacements;
        this.by = by;
        unused = new HashSet<>(replacements.keySet());
    }

    /** Which calls were not found in the classes that were loaded. */
    Set<String> unused() {
        return unused;
    }

    @Override
    protected byte[] change(String name, byte[] original) {
        if (name.equals(by.getName())) {
            return original;
        }
        ClassFile files = ClassFile.of();
        return files.transformClass(files.parse(original), ClassTransform.transformingMethodBodies(replacing()));
    }

    private CodeTransform replacing() {
        return (builder, element) -> {
            String called = element instanceof InvokeInstruction call ? nameOf(call) : "";
            String replacement = replacements.get(called);
            if (replacement != null && element instanceof InvokeInstruction call) {
                unused.remove(called);
                MethodTypeDesc type = call.typeSymbol();
                builder.invokestatic(ClassDesc.of(by.getName()), replacement, call.opcode() == Opcode.INVOKESTATIC
                        ? type
                        : type.insertParameterTypes(0, call.owner().asSymbol()));
            } else {
                builder.with(element);
            }
        };
    }

    private static String nameOf(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        return owner.substring(owner.lastIndexOf('/') + 1) + "." + call.name().stringValue();
    }
}
