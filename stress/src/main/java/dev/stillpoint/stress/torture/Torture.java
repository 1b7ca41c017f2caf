// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.scheduler.SchedulerUnavailableException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Logger;

/**
 * Tortures grace periods on real carriers and says PASS, FAIL or INCONCLUSIVE. {@code docs/torture.md} has the command
 * line; {@code --help} prints it.
 */
public final class Torture {

    private static final int WRONG_COMMAND_LINE = 2;
    /** A grace period may have to wait for several readers of 300 ms, and for a machine that does other things. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Kept, or its filter would be collected with it. */
    private static final Logger RECLAIMER = Logger.getLogger("dev.stillpoint.reclaim");

    private final Options options;
    private final PrintStream out;

    private Torture(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Exits with 0 for PASS, 1 for FAIL, 4 for INCONCLUSIVE and 2 for a wrong command line or missing flags. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out));
    }

    /** The exit status. */
    static int run(List<String> arguments, PrintStream out) {
        try {
            Options options = Options.parse(arguments, ThreadLocalRandom.current().nextLong());
            if (options.help()) {
                out.print(Options.USAGE);
                return 0;
            }
            requireHeap(options);
            requireUnlistedThreads(options);
            // Each object whose freeing fails on purpose would be a stack trace.
            RECLAIMER.setFilter(message -> !(message.getThrown() instanceof OutOfMemoryError));
            Judgement judgement = new Torture(options, out).run();
            out.println("torture: " + judgement);
            return judgement.verdict().exitStatus();
        } catch (IllegalArgumentException | SchedulerUnavailableException e) {
            out.println(e.getMessage());
            out.println("--help prints the usage.");
            return WRONG_COMMAND_LINE;
        }
    }

    private static void requireHeap(Options options) {
        if (options.demands(Knob.FULL_HEAP) && Runtime.getRuntime().maxMemory() > Hog.LARGEST_HEAP) {
            throw new IllegalArgumentException("A heap that is to be full must be small: run java with "
                    + "-Xmx64m -XX:+UseSerialGC, or with another heap of at most %d MiB.".formatted(
                            Hog.LARGEST_HEAP >> 20));
        }
    }

    /**
     * The JDK's list of threads is a ConcurrentHashMap, with trees where many threads meet. An overflow between the
     * lock of a tree and its end leaves it locked, and then no virtual thread starts or ends any more.
     */
    private static void requireUnlistedThreads(Options options) {
        if (options.demands(Knob.STACK_ENDS) && !"false".equals(System.getProperty("jdk.trackAllThreads"))) {
            throw new IllegalArgumentException("Threads that start others at the end of their stack can lock the JDK's "
                    + "list of threads for ever: run java with -Djdk.trackAllThreads=false.");
        }
    }

    private Judgement run() {
        Proof proof = new Proof(out, options.seed(), options.knobs());
        Flaw flaw = options.flaw();
        if (flaw != null) {
            out.printf("torture: seed %d, a twin with this flaw: %s%n", options.seed(), flaw);
            return judge(proof.trial(flaw), false);
        }
        out.printf("torture: seed %d, %d s, %d carriers, %d readers; knobs: %s%n", options.seed(), options.seconds(),
                options.carriers(), options.readers(), options.knobs());
        boolean proven = options.proves() && proof.run();
        return judge(trial(), proven);
    }

    private Trial trial() {
        Counts<Knob> happened = new Counts<>(Knob.class);
        Setting setting = new Setting(options.seed(), options.carriers(), options.readers(), options.knobs(), true,
                Duration.ofSeconds(options.seconds()), PATIENCE);
        return new Trial(new Product(setting.knobs(), happened, null), new RealCarriers(setting.carriers()), setting,
                happened, new Progress(out));
    }

    private Judgement judge(Trial trial, boolean proven) {
        Evidence evidence = trial.run();
        out.print(trial.figures());
        return Judgement.of(evidence, proven);
    }
}
