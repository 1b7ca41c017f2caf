// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.tool;

import dev.stillpoint.scheduler.support.OlderJava;

/**
 * The main class of the jar. Like {@link OlderJava} it is compiled for Java 8, for it is what tells an older
 * {@code java} what is needed.
 */
final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        int status;
        try {
            status = Command.run(args, System.out, System.err);
        } catch (UnsupportedClassVersionError e) {
            System.err.println(OlderJava.refusal());
            status = Command.NO_SCHEDULER; // a constant: the compiler has put it here
        }
        System.exit(status);
    }
}
