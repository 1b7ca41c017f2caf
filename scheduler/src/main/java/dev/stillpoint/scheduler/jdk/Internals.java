// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens the JDK's internals. One flag opens {@code java.lang}. Whoever may look into {@code java.lang} may export
 * further packages to itself. This class does so before anything of them is used.
 */
final class Internals {

    /** The packages whose types the adapter extends or calls. They are exported to this library only. */
    private static final List<String> PACKAGES = List.of("jdk.internal.misc", "jdk.internal.vm");

    /** Why the internals are closed; null when they are open. */
    static final @Nullable String OBSTACLE = open();

    private Internals() {
    }

    private static @Nullable String open() {
        Requirements requirements = Requirements.ofThisJvm();
        if (!requirements.met()) {
            return requirements.complaint();
        }
        try {
            MethodHandle export = lookup().findVirtual(Module.class, "implAddExports",
                    MethodType.methodType(void.class, String.class, Module.class));
            for (String name : PACKAGES) {
                export.invokeExact(Object.class.getModule(), name, Internals.class.getModule());
            }
            return null;
        } catch (Throwable e) {
            return otherInternals(e);
        }
    }

    /** Opens a package of {@code java.base} to a module, for reflection. Whoever may look into java.lang may do so. */
    static void openTo(String packageName, Module module) throws Throwable {
        MethodHandle open = lookup().findVirtual(Module.class, "implAddOpens",
                MethodType.methodType(void.class, String.class, Module.class));
        open.invokeExact(Object.class.getModule(), packageName, module);
    }

    /** A lookup with full access to {@code java.lang}. */
    static MethodHandles.Lookup lookup() throws IllegalAccessException {
        return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
    }

    /** The message for an internal that is not where it was on the JDK on which the adapter was checked. */
    static String otherInternals(Throwable cause) {
        return "JDK %s has other internals than those of JDK %d on which the carrier scheduler was checked (%s): "
                .formatted(Runtime.version(), Requirements.SUPPORTED_FEATURE, cause)
                + "run the program on JDK 25.0.3, or go on without the scheduler, "
                + "with every reader of ScopedQsbr a visitor.";
    }
}
