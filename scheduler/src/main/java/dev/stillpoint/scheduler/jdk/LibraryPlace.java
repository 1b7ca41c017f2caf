// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

/** Where this library stands. It decides how a flag must name the library, and whether a flag can. */
public enum LibraryPlace {

    /** In an unnamed module, of whichever class loader. */
    CLASS_PATH("ALL-UNNAMED"),
    /** In a named module that the JVM found on the module path, or in its own image. */
    MODULE_PATH("dev.stillpoint.scheduler"),
    /** In a named module of a layer that the program made. No flag names such a module. */
    OTHER_LAYER("dev.stillpoint.scheduler");

    private final String target;

    LibraryPlace(String target) {
        this.target = target;
    }

    /** Where it stands in this JVM. */
    public static LibraryPlace ofThisJvm() {
        Module self = LibraryPlace.class.getModule();
        if (!self.isNamed()) {
            return CLASS_PATH;
        }
        return self.getLayer() == ModuleLayer.boot() ? MODULE_PATH : OTHER_LAYER;
    }

    /** The flag that opens {@code java.lang} to the library. */
    public String flag() {
        return "--add-opens=java.base/java.lang=" + target;
    }

    /** How a flag names the library. */
    String target() {
        return target;
    }
}
