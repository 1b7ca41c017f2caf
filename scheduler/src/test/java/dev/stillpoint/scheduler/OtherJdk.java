// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;

/** A library that takes the JDK on which it runs for another one. */
public final class OtherJdk {

    private static final int FEATURE = 26;

    private OtherJdk() {
    }

    /** Changes what the library's check of the JDK sees; other classes stay as they are. */
    public static byte[] seenBy(String name, byte[] content) {
        if (!name.endsWith("jdk/Requirements.class")) {
            return content;
        }
        CodeTransform another = (CodeBuilder code, CodeElement element) -> {
            code.with(element);
            if (element instanceof InvokeInstruction call && call.name().equalsString("feature")
                    && call.owner().asInternalName().equals("java/lang/Runtime$Version")) {
                code.pop().loadConstant(FEATURE);
            }
        };
        ClassFile file = ClassFile.of();
        return file.transformClass(file.parse(content), ClassTransform.transformingMethodBodies(another));
    }
}
