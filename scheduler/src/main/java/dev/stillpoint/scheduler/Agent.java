// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.jdk.Opening;
import dev.stillpoint.scheduler.support.OlderJava;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * A Java agent in place of the flag: it opens {@code java.lang} to the scheduler and does nothing else. It transforms
 * no class, keeps nothing and takes no options.
 *
 * <pre>{@code
 * java -javaagent:stillpoint-scheduler.jar -jar program.jar
 * }</pre>
 *
 * <p>An executable jar that contains the scheduler may name the agent in its manifest instead:
 * {@code Launcher-Agent-Class: dev.stillpoint.scheduler.Agent}. There the line {@code Add-Opens: java.base/java.lang}
 * does the same without an agent.
 *
 * <p>On the class path it opens the package to all that stands on class paths, as the flag with {@code ALL-UNNAMED}
 * does; on the module path to the module {@code dev.stillpoint.scheduler} only. If it cannot, it says so in one line on
 * the error stream and the program starts all the same; {@link CarrierScheduler#create()} then says what is missing.
 */
public final class Agent {

    private Agent() {
    }

    /** Called by {@code -javaagent}, before main. */
    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        open(instrumentation);
    }

    /** Called for {@code Launcher-Agent-Class}, before main. */
    public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
        open(instrumentation);
    }

    // Whatever is thrown out of here ends the JVM, so nothing is.
    private static void open(Instrumentation instrumentation) {
        try {
            @Nullable String failure;
            try {
                failure = Opening.by(instrumentation);
            } catch (UnsupportedClassVersionError e) {
                failure = OlderJava.refusal();
            }
            if (failure != null) {
                System.err.println("Stillpoint's agent opened nothing. " + failure);
            }
        } catch (Throwable e) {
            report(e);
        }
    }

    private static void report(Throwable e) {
        try {
            System.err.println("Stillpoint's agent failed: " + e);
        } catch (Throwable again) {
            // There is no memory, or no stack, to say it. What is missing is said when a scheduler is created.
        }
    }
}
