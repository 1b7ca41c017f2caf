// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does at start-up, with what an agent may do, the same as the flag. */
public final class Opening {

    private Opening() {
    }

    /**
     * Opens {@code java.lang} to this library, unless it is open.
     *
     * @return why nothing was opened; null if the package is open now
     */
    public static @Nullable String by(Instrumentation instrumentation) {
        Requirements requirements = Requirements.ofThisJvm();
        if (!requirements.jdkSupported()) {
            return requirements.complaint();
        }
        if (!requirements.langOpened()) {
            Module self = Opening.class.getModule();
            instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(),
                    Map.of("java.lang", Set.of(self)), Set.of(), Map.of());
            if (!self.isNamed()) {
                openToAllUnnamed();
            }
        }
        return null;
    }

    /**
     * Class paths have class loaders, and each loader has an unnamed module of its own. The flag opens to all of them;
     * an agent can only name modules that exist. So a server whose applications bring their own copies of this library
     * needs a method of the JDK that is not public, which whoever may look into {@code java.lang} may call.
     */
    private static void openToAllUnnamed() {
        try {
            Method open = Module.class.getDeclaredMethod("implAddOpensToAllUnnamed", String.class);
            open.setAccessible(true);
            open.invoke(Object.class.getModule(), "java.lang");
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The package is open to the copy on the class path. Another copy says itself what is missing.
        }
    }
}
