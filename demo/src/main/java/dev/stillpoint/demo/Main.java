// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import dev.stillpoint.demo.cache.CacheCommand;
import dev.stillpoint.demo.hazard.HazardCommand;
import dev.stillpoint.demo.reload.ReloadCommand;
import dev.stillpoint.scheduler.SchedulerUnavailableException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** Chooses the story. Without arguments it is the geo lookup under reload. */
@Command(name = "demo", mixinStandardHelpOptions = true, version = "Stillpoint demo 0.1.0",
        scope = CommandLine.ScopeType.INHERIT, description = "Memory reclamation for virtual threads, on real data.",
        subcommands = {
                ReloadCommand.class, HazardCommand.class, CacheCommand.class})
public final class Main {

    private static final String DEFAULT_STORY = "reload";

    private Main() {
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /**
     * Runs a story.
     *
     * @return the exit status
     */
    public static int run(String... args) {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler(Main::explain);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line.execute(args.length == 0 ? new String[] {DEFAULT_STORY} : args);
    }

    /** What a person can do something about gets a sentence; everything else is a bug and gets its stack trace. */
    private static int explain(Exception failure, CommandLine line, ParseResult parsed) throws Exception {
        switch (failure) {
            case IOException e -> line.getErr().println(FileProblem.of(e));
            case SchedulerUnavailableException e -> {
                line.getErr().println(e.getMessage());
                return ExitStatus.JVM;
            }
            default -> throw failure;
        }
        return ExitStatus.DATA;
    }
}
