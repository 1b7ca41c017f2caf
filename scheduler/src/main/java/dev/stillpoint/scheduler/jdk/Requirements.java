package dev.stillpoint.scheduler.jdk;

import java.util.ArrayList;
import java.util.List;

/**
 * What this JVM must offer before the adapter touches it: the JDK release it was checked on, and two packages of
 * {@code java.base} opened to us.
 *
 * @param feature the feature release of the running JDK
 * @param langOpened whether {@code java.lang} is open to this library
 * @param miscExported whether {@code jdk.internal.misc} is exported to this library
 * @param target how the flags must name this library: its module, or {@code ALL-UNNAMED}
 */
record Requirements(int feature, boolean langOpened, boolean miscExported, String target) {

    /** The only release whose internals the adapter was checked against. */
    static final int SUPPORTED_FEATURE = 25;

    static Requirements ofThisJvm() {
        Module base = Object.class.getModule();
        Module self = Requirements.class.getModule();
        return new Requirements(Runtime.version().feature(), base.isOpen("java.lang", self),
                base.isExported("jdk.internal.misc", self), self.isNamed() ? self.getName() : "ALL-UNNAMED");
    }

    boolean met() {
        return feature == SUPPORTED_FEATURE && langOpened && miscExported;
    }

    /** Says what is missing and what to do; only meaningful when not {@link #met()}. */
    String complaint() {
        if (feature != SUPPORTED_FEATURE) {
            return "The carrier scheduler needs JDK %d, this is JDK %d. Run the program on JDK %1$d. "
                    .formatted(SUPPORTED_FEATURE, feature)
                    + "ScopedQsbr works on this JDK without the scheduler: every reader is then a visitor.";
        }
        List<String> flags = new ArrayList<>();
        List<String> manifest = new ArrayList<>();
        if (!langOpened) {
            flags.add("--add-opens=java.base/java.lang=" + target);
            manifest.add("Add-Opens: java.base/java.lang");
        }
        if (!miscExported) {
            flags.add("--add-exports=java.base/jdk.internal.misc=" + target);
            manifest.add("Add-Exports: java.base/jdk.internal.misc");
        }
        return "The carrier scheduler needs access to JDK internals. Start java with: %s (or, in the manifest of an "
                .formatted(String.join(" ", flags))
                + "executable jar, the lines: %s). Without it ScopedQsbr still works: every reader is then a visitor."
                        .formatted(String.join("; ", manifest));
    }
}
