// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.support.OlderJava;

/**
 * Runs an unmodified program on carriers. Its main method runs on a thread of a {@link CarrierScheduler}. So the
 * virtual threads that it makes, and those that these make, are threads of that scheduler.
 *
 * <pre>{@code
 * java --add-opens=java.base/java.lang=ALL-UNNAMED \
 *     -cp stillpoint-scheduler.jar:program.jar dev.stillpoint.scheduler.Launch com.example.Main argument ...
 * }</pre>
 *
 * <p><b>What starts.</b> Any class that {@code java} starts: main may be static or not, public or not, with or without
 * arguments, inherited or not (JEP 512). {@code -Dstillpoint.carriers=N} sets the number of carriers; without it there
 * is one per processor.
 *
 * <p><b>What main sees.</b> A virtual thread named {@code main}; virtual threads that it makes have the names that it
 * gives them. Virtual threads that are made on <em>platform</em>
 * threads of the program stay on the JDK's own scheduler: a virtual thread inherits its scheduler from the virtual
 * thread that makes it.
 *
 * <p><b>How it ends.</b> As with {@code java}. {@code System.exit} ends the JVM at once. An exception of main goes to
 * the thread's handler, which by default prints the stack trace, and makes the exit status 1. The JVM ends when main
 * and every platform thread that is no daemon have ended, whatever virtual threads do. One thing the JDK does not let
 * us keep: a platform thread that main makes with {@code new Thread(...)} inherits from main that it is a daemon, as
 * every virtual thread is one. The JVM waits for such threads too, because with {@code java} they would live on. It
 * does not wait for a thread of which the code that makes it says that it is a daemon, be it in the program or in a
 * library. Class files tell; where one class makes threads of both kinds, the JVM waits. If it waits for long, it says
 * so on the error stream. {@code -Dstillpoint.launch.wait=false} turns the waiting off.
 *
 * <p><b>Exit statuses.</b> The launcher has some of its own, each with one line on the error stream:
 *
 * <table>
 * <caption>Exit statuses</caption>
 * <tr><th>status</th><th>meaning</th></tr>
 * <tr><td>{@value Launcher#USAGE}</td><td>no main class was given, or a property is not valid</td></tr>
 * <tr><td>{@value Launcher#UNUSABLE_MAIN}</td><td>the class has no main method that {@code java} would start</td></tr>
 * <tr><td>{@value Launcher#NO_CLASS}</td><td>the class is not on the class path, or cannot be loaded</td></tr>
 * <tr><td>{@value Launcher#NO_SCHEDULER}</td><td>a flag is missing, or the JDK is not supported</td></tr>
 * </table>
 */
public final class Launch {

    private Launch() {
    }

    /**
     * Runs the program and returns when the JVM may end. Ends the JVM if the program cannot start.
     *
     * @param args the name of the main class, and the program's arguments
     */
    public static void main(String... args) throws InterruptedException {
        try {
            Launcher.run(args);
        } catch (UnsupportedClassVersionError e) {
            // The library's: what is wrong with the program's classes has been said before this.
            System.err.println("Error: " + OlderJava.refusal());
            System.exit(Launcher.NO_SCHEDULER);
        }
    }
}
