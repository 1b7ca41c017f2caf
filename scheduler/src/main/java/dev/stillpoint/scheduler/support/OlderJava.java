// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

/**
 * What people are told whose {@code java} is too old to load the library. This class, and those with which {@code java}
 * starts and which ask it, are compiled for Java 8; see {@code scheduler/pom.xml}. They call the rest, and tell this
 * where the JVM answers with an {@link UnsupportedClassVersionError}.
 */
public final class OlderJava {

    private OlderJava() {
    }

    /** One sentence: what is needed, what is there, and what to do. */
    public static String refusal() {
        return "The carrier scheduler needs JDK 25, and this is Java " + System.getProperty("java.version")
                + ": start the program with the java command of a JDK 25.";
    }
}
