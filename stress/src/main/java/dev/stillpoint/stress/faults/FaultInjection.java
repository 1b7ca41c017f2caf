// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import dev.stillpoint.stress.faults.Campaign.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.LogManager;

/**
 * Makes every allocation and every call of the libraries fail in turn, and looks after each whether all promises hold.
 * {@code docs/errors.md} has the command line; {@code --help} prints it.
 */
public final class FaultInjection {

    /** Errors, points, spared, wrong, seconds. */
    static final String TOTAL = "%d errors struck at %d points, %d were spared, %d attempts went wrong; %d s";

    static final String NOTHING_STRUCK = "No error struck, which proves nothing.";

    static final int WRONG = 1;
    private static final int WRONG_COMMAND_LINE = 2;

    private final Options options;
    private final PrintStream out;
    private int points;
    private int struck;
    private int spared;
    private int violations;

    private FaultInjection(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Exits with 0 if nothing went wrong, with 1 if something did, and with 2 for a wrong command line. */
    public static void main(String[] args) throws IOException {
        System.exit(run(List.of(args), System.out));
    }

    /** The exit status. */
    static int run(List<String> arguments, PrintStream out) throws IOException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println("--help prints the usage.");
            return WRONG_COMMAND_LINE;
        }
        if (options.help()) {
            out.print(Options.USAGE);
            return 0;
        }
        if (options.processes() > 1) {
            return new Processes(options, arguments, out).run();
        }
        // What the libraries log is about errors that strike on purpose.
        LogManager.getLogManager().reset();
        return new FaultInjection(options, out).run();
    }

    private int run() throws IOException {
        long start = System.nanoTime();
        Path folder = options.file().toAbsolutePath().getParent();
        Files.createDirectories(folder);
        try (PrintWriter details = new PrintWriter(Files.newBufferedWriter(options.file()))) {
            Campaign campaign = new Campaign(Stage.PRODUCT, options.patience(), options.whole(), details);
            out.printf("%-38s %-13s %-20s %6s %6s %6s %6s %6s%n", "operation", "struck in", "error", "points", "struck",
                    "spared", "wrong", "ms");
            List<String> scenes = campaign.scenes();
            Set<String> operations = new HashSet<>();
            for (String scene : scenes) {
                operations.add(campaign.operation(scene));
                play(campaign, scene, wheres(campaign, operations.size() - 1, scene));
            }
            report(details, "exceptions:");
            for (Exceptions exception : Exceptions.values()) {
                report(details, "  %s: no error strikes in %s".formatted(exception, exception.methods()));
            }
            report(details, TOTAL.formatted(struck, points, spared, violations,
                    (System.nanoTime() - start) / 1_000_000_000));
        }
        if (struck == 0 && violations == 0 && !options.isShare()) {
            out.println(NOTHING_STRUCK);
            return WRONG;
        }
        out.println(violations == 0 ? "faults: PASS" : "faults: FAIL; see " + options.file());
        return violations == 0 ? 0 : WRONG;
    }

    private void report(PrintWriter details, String line) {
        out.println(line);
        details.println(line);
    }

    private List<Where> wheres(Campaign campaign, int operation, String scene) {
        return Arrays.stream(Where.values()).filter(where -> options.isWanted(operation, scene, where))
                .filter(where -> where == Where.CALLER || campaign.strikesServices(scene)).toList();
    }

    private void play(Campaign campaign, String scene, List<Where> wheres) {
        if (!wheres.isEmpty() && !campaign.rehearse(scene)) {
            out.println(scene + " goes wrong without any error");
            violations++;
            return;
        }
        for (Where where : wheres) {
            for (Mode mode : options.modes()) {
                if (where == Where.CALLER || mode.strikesServices()) {
                    long start = System.nanoTime();
                    tell(campaign.run(scene, where, mode), (System.nanoTime() - start) / 1_000_000);
                }
            }
        }
    }

    private void tell(Row row, long millis) {
        points += row.points();
        struck += row.struck();
        spared += row.spared();
        violations += row.violations();
        if (row.points() != 0) {
            out.printf("%-38s %-13s %-20s %6d %6d %6d %6d %6d%n", row.scene(), row.where(), row.mode(), row.points(),
                    row.struck(), row.spared(), row.violations(), millis);
        }
    }
}
