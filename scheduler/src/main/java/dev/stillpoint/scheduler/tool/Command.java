// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.tool;

import dev.stillpoint.scheduler.jdk.Requirements;
import java.io.PrintStream;

/** The words on the command line, and the exit statuses. */
final class Command {

    /** All is well: a scheduler can run in this JVM, or the flags were printed. */
    static final int OK = 0;
    /** The scheduler cannot run in this JVM, or on this JDK. */
    static final int NO_SCHEDULER = 1;
    /** The command line was wrong. */
    static final int USAGE = 2;

    private static final String USAGE_TEXT = """
            Usage: java -jar stillpoint-scheduler.jar flags    print the flag that programs need, in every form
                   java -jar stillpoint-scheduler.jar doctor   check this JVM: what works, and what is missing
            Flags that stand before -jar are those of the JVM that is checked: give doctor those of your program.
            Exit status: 0 all is well, 1 the scheduler cannot run here, 2 the command line was wrong.""";

    private Command() {
    }

    /** Does what the words say, and returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        return switch (args.length == 1 ? args[0] : "") {
            case "flags" -> flags(Requirements.ofThisJvm(), out, err);
            case "doctor" -> Doctor.examine(out) ? OK : NO_SCHEDULER;
            default -> {
                err.println(USAGE_TEXT);
                yield USAGE;
            }
        };
    }

    /** No flag helps on a JDK that the scheduler does not work on. */
    static int flags(Requirements requirements, PrintStream out, PrintStream err) {
        if (!requirements.jdkSupported()) {
            err.println(requirements.complaint());
            return NO_SCHEDULER;
        }
        out.println(FlagForms.text(requirements.feature()));
        return OK;
    }
}
