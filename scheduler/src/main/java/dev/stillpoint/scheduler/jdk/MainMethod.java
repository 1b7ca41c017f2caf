// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import jdk.internal.misc.MethodFinder;
import org.jspecify.annotations.Nullable;

/**
 * The method with which the {@code java} command starts a class. The JDK's own search finds it, so it is the same
 * method: static or not, with or without arguments, public or not, inherited or not.
 */
public final class MainMethod {

    // null where main is static
    private final @Nullable MethodHandle constructor;
    private final MethodHandle main;
    private final boolean takesArguments;

    private MainMethod(@Nullable MethodHandle constructor, MethodHandle main, boolean takesArguments) {
        this.constructor = constructor;
        this.main = main;
        this.takesArguments = takesArguments;
    }

    /**
     * Finds the main method of a class, without initialising the class.
     *
     * @throws UnusableMainException if {@code java} would not start the class either, or its module keeps it closed;
     *         the message says why and what to do
     * @throws LinkageError if a class that its methods name cannot be loaded
     * @throws IllegalStateException if the JDK's internals are closed to this library: see {@link JdkAccess#obstacle()}
     */
    public static MainMethod of(Class<?> program) throws UnusableMainException {
        if (Internals.OBSTACLE != null) {
            throw new IllegalStateException(Internals.OBSTACLE);
        }
        Method main = MethodFinder.findMainMethod(program);
        if (main == null) {
            throw new UnusableMainException(
                    "Class %s has no main method. Give it one: public static void main(String[] args)"
                            .formatted(program.getName()));
        }
        boolean isStatic = Modifier.isStatic(main.getModifiers());
        Constructor<?> constructor = isStatic ? null : constructorOf(program);
        open(program, main);
        if (constructor != null) {
            open(program, constructor);
        }
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            return new MainMethod(constructor == null ? null : lookup.unreflectConstructor(constructor),
                    lookup.unreflect(main).asFixedArity(), main.getParameterCount() != 0);
        } catch (IllegalAccessException e) {
            throw new AssertionError("both were opened", e);
        }
    }

    private static Constructor<?> constructorOf(Class<?> program) throws UnusableMainException {
        if (Modifier.isAbstract(program.getModifiers())) {
            throw new UnusableMainException(
                    "Class %s is abstract and its main method is not static. Make that method static."
                            .formatted(program.getName()));
        }
        if (program.isMemberClass() && !Modifier.isStatic(program.getModifiers())) {
            throw new UnusableMainException(
                    "Class %s is an inner class and its main method is not static. Make the class static."
                            .formatted(program.getName()));
        }
        for (Constructor<?> constructor : program.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 0 && !Modifier.isPrivate(constructor.getModifiers())) {
                return constructor;
            }
        }
        throw new UnusableMainException(
                "The main method of class %s is not static, so the class needs a constructor without parameters that "
                        .formatted(program.getName()) + "is not private.");
    }

    private static void open(Class<?> program, AccessibleObject member) throws UnusableMainException {
        if (!member.trySetAccessible()) {
            String module = program.getModule().getName();
            throw new UnusableMainException("Module %s does not open %s. Start java with: --add-opens=%s/%s=%s"
                    .formatted(module, program.getName(), module, program.getPackageName(),
                            LibraryPlace.ofThisJvm().target()));
        }
    }

    /**
     * Initialises the class, makes an instance if main is not static, and runs main, all on the calling thread.
     *
     * @throws Throwable what the initialiser, the constructor or main throws
     */
    public void invoke(String[] arguments) throws Throwable {
        MethodHandle bound = constructor == null ? main : main.bindTo(constructor.invoke());
        if (takesArguments) {
            bound.invoke(arguments);
        } else {
            bound.invoke();
        }
    }
}
