// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** Has a copy of the library that is not the one on the class path, as an application in a server has. */
final class OwnCopy {

    private OwnCopy() {
    }

    /** Loads the copy, and says whether it can run a scheduler. The argument is the jar of the library. */
    public static void main(String[] args) throws Exception {
        URL[] jar = {Path.of(args[0]).toUri().toURL()};
        try (URLClassLoader application = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
            Class<?> copy = application.loadClass(CarrierScheduler.class.getName());
            System.out.println("another class: " + (copy != CarrierScheduler.class));
            System.out.println("supported: " + copy.getMethod("isSupported").invoke(null));
        }
    }
}
