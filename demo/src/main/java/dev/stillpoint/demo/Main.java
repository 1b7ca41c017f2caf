package dev.stillpoint.demo;

import dev.stillpoint.demo.hazard.HazardCommand;
import dev.stillpoint.demo.reload.ReloadCommand;
import dev.stillpoint.scheduler.SchedulerUnavailableException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** Chooses the story. Without arguments it is the geo lookup under reload. */
@Command(name = "demo", mixinStandardHelpOptions = true, version = "Stillpoint demo 0.1.0",
        scope = CommandLine.ScopeType.INHERIT, description = "Memory reclamation for virtual threads, on real data.",
        subcommands = {
                ReloadCommand.class, HazardCommand.class})
public final class Main {

    /** A count that must be zero was not. */
    public static final int EXIT_VIOLATION = 1;
    /** The arguments make no sense. */
    public static final int EXIT_USAGE = CommandLine.ExitCode.USAGE;
    /** The data is missing or damaged. */
    public static final int EXIT_DATA = 3;
    /** The JVM lacks a flag or is too old. */
    public static final int EXIT_JVM = 4;

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
        return line.execute(args.length == 0 ? new String[] {DEFAULT_STORY} : args);
    }

    /** What a person can do something about gets a sentence; everything else is a bug and gets its stack trace. */
    private static int explain(Exception failure, CommandLine line, ParseResult parsed) throws Exception {
        switch (failure) {
            case NoSuchFileException e -> line.getErr().println("No such file: " + e.getMessage());
            case IOException e -> line.getErr().println(e.getMessage());
            case SchedulerUnavailableException e -> {
                line.getErr().println(e.getMessage());
                return EXIT_JVM;
            }
            default -> throw failure;
        }
        return EXIT_DATA;
    }
}
