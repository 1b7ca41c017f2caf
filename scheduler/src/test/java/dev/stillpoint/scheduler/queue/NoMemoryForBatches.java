// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import java.io.IOException;
import java.io.InputStream;
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
final class NoMemoryForBatches extends ClassLoader {

    private static final String PACKAGE = NoMemoryForBatches.class.getPackageName() + ".";
    private static final ClassDesc OUT_OF_MEMORY = ClassDesc.of("java.lang.OutOfMemoryError");
    private static final MethodTypeDesc WITH_MESSAGE =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    private NoMemoryForBatches() {
        super(NoMemoryForBatches.class.getClassLoader());
    }

    /** What {@code play} returns when its class, and those beside it, are loaded here. */
    @SuppressWarnings("unchecked") // the scenario is loaded once more, the list is not
    static List<String> play(Class<? extends Supplier<List<String>>> scenario) throws ReflectiveOperationException {
        Class<?> loaded = new NoMemoryForBatches().loadClass(scenario.getName());
        var constructor = loaded.getDeclaredConstructor();
        constructor.setAccessible(true);
        return ((Supplier<List<String>>) constructor.newInstance()).get();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            byte[] bytes = bytesOf(name);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private byte[] bytesOf(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] original = in.readAllBytes();
            return name.equals(BatchQueue.class.getName()) ? withoutMemory(original) : original;
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
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
