// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

/**
 * What this JVM must offer before the adapter touches it: the JDK release on which the adapter was checked, and one
 * package of {@code java.base} that is open to us.
 *
 * @param feature the feature release of the running JDK
 * @param langOpened whether {@code java.lang} is open to this library
 * @param target how the flag must name this library: its module, or {@code ALL-UNNAMED}
 */
record Requirements(int feature, boolean langOpened, String target) {

    /** The only release on whose internals the adapter was checked. */
    static final int SUPPORTED_FEATURE = 25;

    static Requirements ofThisJvm() {
        Module self = Requirements.class.getModule();
        return new Requirements(Runtime.version().feature(), Object.class.getModule().isOpen("java.lang", self),
                self.isNamed() ? self.getName() : "ALL-UNNAMED");
    }

    boolean met() {
        return feature == SUPPORTED_FEATURE && langOpened;
    }

    /** Says what is missing and what to do. Meaningful only if the requirements are not {@link #met()}. */
    String complaint() {
        if (feature != SUPPORTED_FEATURE) {
            return "The carrier scheduler needs JDK %d, this is JDK %d. Run the program on JDK %1$d. "
                    .formatted(SUPPORTED_FEATURE, feature)
                    + "ScopedQsbr works on this JDK without the scheduler: every reader is then a visitor.";
        }
        return "The carrier scheduler needs access to JDK internals. "
                + "Start java with: --add-opens=java.base/java.lang=%s ".formatted(target)
                + "(or, in the manifest of an executable jar, the line: Add-Opens: java.base/java.lang). "
                + "Without it ScopedQsbr still works: every reader is then a visitor.";
    }
}
