// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.fixture.ChangedClasses;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Supplier;

/** A class loader in which there is never memory for a batch: {@link BatchQueue#add} throws. */
final class NoMemoryForBatches extends ChangedClasses {

    private static final ClassDesc OUT_OF_MEMORY = ClassDesc.of("java.lang.OutOfMemoryError");
    private static final MethodTypeDesc WITH_MESSAGE =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    private NoMemoryForBatches() {
        super(NoMemoryForBatches.class.getPackageName());
    }

    /** What {@code scenario} returns when its class, and those beside it, are loaded here. */
    static List<String> play(Class<? extends Supplier<List<String>>> scenario) throws ReflectiveOperationException {
        return new NoMemoryForBatches().newInstance(scenario).get();
    }

    @Override
    protected byte[] change(String name, byte[] original) {
        return name.equals(BatchQueue.class.getName()) ? withoutMemory(original) : original;
    }

    private static byte[] withoutMemory(byte[] original) {
        ClassFile files = ClassFile.of();
        return files.transformClass(files.parse(original), ClassTransform
                .transformingMethodBodies(method -> method.methodName().equalsString("add"), new CodeTransform() {

                    @Override
                    public void atStart(CodeBuilder code) {
                        code.new_(OUT_OF_MEMORY).dup().ldc("on purpose")
                                .invokespecial(OUT_OF_MEMORY, ConstantDescs.INIT_NAME, WITH_MESSAGE).athrow();
                    }

                    @Override
                    public void accept(CodeBuilder code, CodeElement element) {
                        // Nothing of the original is left.
                    }
                }));
    }
}
