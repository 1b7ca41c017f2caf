// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

/**
 * What this JVM must offer before the adapter touches it: the JDK release on which the adapter was checked, and one
 * package of {@code java.base} that is open to us.
 *
 * @param feature the feature release of the running JDK
 * @param langOpened whether {@code java.lang} is open to this library
 * @param place where this library stands: it decides what must be added
 */
public record Requirements(int feature, boolean langOpened, LibraryPlace place) {

    /** The only release on whose internals the adapter was checked. */
    static final int SUPPORTED_FEATURE = 25;

    /** What this JVM offers. Nothing is opened or changed for the answer. */
    public static Requirements ofThisJvm() {
        return new Requirements(Runtime.version().feature(),
                Object.class.getModule().isOpen("java.lang", Requirements.class.getModule()),
                LibraryPlace.ofThisJvm());
    }

    /** Whether the adapter was checked on this release. */
    public boolean jdkSupported() {
        return feature == SUPPORTED_FEATURE;
    }

    boolean met() {
        return jdkSupported() && langOpened;
    }

    /** Says what is missing and what to do. Meaningful only if not everything is there. */
    public String complaint() {
        if (!jdkSupported()) {
            return "The carrier scheduler works on JDK %d, and this is JDK %d: run the program on JDK %1$d, "
                    .formatted(SUPPORTED_FEATURE, feature)
                    + "or go on without the scheduler, with every reader of ScopedQsbr a visitor.";
        }
        return "The carrier scheduler needs access to JDK internals. " + remedy()
                + " Without it ScopedQsbr still works: every reader is then a visitor.";
    }

    /** What opens {@code java.lang} to this library where it stands. */
    public String remedy() {
        return switch (place) {
            case CLASS_PATH -> "Start java with: %s (or, in the manifest of an executable jar, the line: %s)."
                    .formatted(place.flag(), "Add-Opens: java.base/java.lang");
            case MODULE_PATH -> "Start java with: %s (or with the agent: %s)."
                    .formatted(place.flag(), "-javaagent:stillpoint-scheduler.jar");
            case OTHER_LAYER -> "It is in a module of a layer that the program made, which no flag of java can name. "
                    + "Make the layer in code to which java.lang is open, and let it call before the module is used: "
                    + "Object.class.getModule().addOpens(\"java.lang\", module).";
        };
    }
}
