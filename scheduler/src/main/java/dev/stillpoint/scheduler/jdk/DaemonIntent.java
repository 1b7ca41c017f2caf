// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Whether the code that made a platform thread says itself that the thread is a daemon. The thread does not know: one
 * that a virtual thread makes is a daemon in any case, and the JDK does not tell an inherited value from a stated one.
 * So this looks into class files: those of the thread's class, of its task, or of the factory of the pool whose worker
 * it is, each with its nest, and those of the helpers that these ask for threads.
 *
 * <p>The answer is yes if these classes state it at least as often as they make threads. It is no if they make threads
 * of both kinds, or if they cannot be read.
 */
public final class DaemonIntent {

    private static final String THREAD = "java/lang/Thread";
    /** Helpers that make a thread for somebody, and helpers of these. */
    private static final int HELPERS_DEEP = 2;

    private final Set<String> scanned = new HashSet<>();
    /** Classes of which an instance is a thread: {@code Thread}, and the class of the thread that is asked about. */
    private final Set<String> threadClasses = new HashSet<>(Set.of(THREAD));
    // the caller's thread
    private int made;
    // the caller's thread
    private int stated;

    private DaemonIntent() {
    }

    /** Looks at the class files. Takes milliseconds; never throws. */
    public static boolean isStatedFor(Thread thread) {
        DaemonIntent intent = new DaemonIntent();
        try {
            if (thread.getClass() != Thread.class) {
                intent.threadClasses.add(internalName(thread.getClass()));
                intent.scanNestOf(thread.getClass());
            }
            Object task = ThreadTask.of(thread);
            if (task != null) {
                intent.scanNestOf(task.getClass());
            }
        } catch (Throwable e) {
            return false; // a class file that is gone, or of a format that this JDK does not know
        }
        return intent.stated > 0 && intent.stated >= intent.made;
    }

    private void scanNestOf(Class<?> type) throws IOException {
        // A lambda's class has no file, but its nest host has.
        Class<?> host = type.getNestHost();
        scan(host.getClassLoader(), internalName(host), 0);
    }

    private void scan(@Nullable ClassLoader loader, String name, int depth) throws IOException {
        if (!scanned.add(name)) {
            return;
        }
        ClassModel file;
        try (InputStream in = open(loader, name + ".class")) {
            if (in == null) {
                return;
            }
            file = ClassFile.of().parse(in.readAllBytes());
        }
        for (MethodModel method : file.methods()) {
            if (method.code().isPresent()) {
                for (CodeElement element : method.code().get()) {
                    look(loader, element, depth);
                }
            }
        }
        var members = file.findAttribute(Attributes.nestMembers());
        if (members.isPresent()) {
            for (ClassEntry member : members.get().nestMembers()) {
                scan(loader, member.asInternalName(), depth);
            }
        }
    }

    private void look(@Nullable ClassLoader loader, CodeElement element, int depth) throws IOException {
        if (element instanceof NewObjectInstruction object) {
            made += threadClasses.contains(object.className().asInternalName()) ? 1 : 0;
        } else if (element instanceof InvokeInstruction call) {
            String owner = call.owner().asInternalName();
            String name = call.name().stringValue();
            String type = call.type().stringValue();
            if ((name.equals("setDaemon") && type.equals("(Z)V"))
                    || (name.equals("daemon") && owner.startsWith(THREAD + "$Builder"))) {
                stated++;
            } else if (name.equals("ofPlatform") && owner.equals(THREAD)) {
                made++;
            } else if (type.endsWith(")L" + THREAD + ";") && !owner.startsWith("java/") && depth < HELPERS_DEEP) {
                scan(loader, owner, depth + 1);
            }
        }
    }

    private static @Nullable InputStream open(@Nullable ClassLoader loader, String resource) {
        return loader == null ? ClassLoader.getSystemResourceAsStream(resource) : loader.getResourceAsStream(resource);
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    /** What a thread runs. */
    private static final class ThreadTask {

        /** The task of a thread, or, if it works for a pool, what made it; null if it has none. */
        static @Nullable Object of(Thread thread) throws Throwable {
            MethodHandles.Lookup lookup = Internals.lookup();
            Class<?> holderType = lookup.findClass(Thread.class.getName() + "$FieldHolder");
            Object holder = lookup.findVarHandle(Thread.class, "holder", holderType).get(thread);
            Object task = MethodHandles.privateLookupIn(holderType, MethodHandles.lookup())
                    .findVarHandle(holderType, "task", Runnable.class).get(holder);
            return task != null && task.getClass().getEnclosingClass() == ThreadPoolExecutor.class
                    ? poolOf(task).getThreadFactory()
                    : task;
        }

        private static ThreadPoolExecutor poolOf(Object worker) throws Throwable {
            MethodHandle open = Internals.lookup().findVirtual(Module.class, "implAddOpens",
                    MethodType.methodType(void.class, String.class, Module.class));
            open.invoke(Object.class.getModule(), "java.util.concurrent", DaemonIntent.class.getModule());
            return (ThreadPoolExecutor) MethodHandles.privateLookupIn(worker.getClass(), MethodHandles.lookup())
                    .findVarHandle(worker.getClass(), "this$0", ThreadPoolExecutor.class).get(worker);
        }
    }
}
