// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The command line. */
final class Options {

    static final String USAGE = """
            Usage: FaultInjection [option ...]
              --whole            strikes at every point each time that it is passed, and in every scene
              --scene REGEX      only scenes whose names contain this
              --where PLACE      only errors in these threads: %s
              --mode MODE        only errors of this kind: %s
              --processes N      shares the scenes out among so many processes at a time; default 1
              --share K/N        plays the K-th of N shares of the scenes
              --patience N       how many seconds an attempt may take; default 10
              --file PATH        where every violation is told; default target/faults.txt
              --help             prints this
            Exit status: 0 nothing went wrong, 1 something did, 2 for a wrong command line or missing flags of the JVM
            """.formatted(List.of(Where.values()), List.of(Mode.values()).stream().map(Enum::name).toList());

    private static final int LONGEST_PATIENCE = 3600;
    private static final int MOST_PROCESSES = 64;

    private boolean whole;
    private boolean help;
    private Pattern scene = Pattern.compile("");
    private Set<Where> wheres = EnumSet.allOf(Where.class);
    private Set<Mode> modes = EnumSet.allOf(Mode.class);
    private int processes = 1;
    private int share;
    private int shares = 1;
    private Duration patience = Duration.ofSeconds(10);
    private Path file = Path.of("target", "faults.txt");

    private Options() {
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it is wrong; the message says what
     */
    static Options parse(List<String> arguments) {
        Options options = new Options();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            options.take(rest.next(), rest);
        }
        return options;
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--whole" -> whole = true;
            case "--help" -> help = true;
            case "--scene" -> scene = pattern(value(option, rest));
            case "--where" -> wheres = EnumSet.of(Where.valueOf(value(option, rest)));
            case "--mode" -> modes = EnumSet.of(Mode.valueOf(value(option, rest)));
            case "--processes" -> processes = number(option, value(option, rest), MOST_PROCESSES);
            case "--share" -> takeShare(value(option, rest));
            case "--patience" -> patience = Duration.ofSeconds(number(option, value(option, rest), LONGEST_PATIENCE));
            case "--file" -> file = Path.of(value(option, rest));
            default -> throw new IllegalArgumentException("There is no option " + option + ".");
        }
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value.");
        }
        return rest.next();
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("--scene needs a regular expression: " + e.getMessage(), e);
        }
    }

    private static int number(String option, String value, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Falls through to the same complaint.
        }
        throw new IllegalArgumentException("%s must be 1 to %d, not %s.".formatted(option, most, value));
    }

    private void takeShare(String value) {
        String[] parts = value.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("--share must be as in 1/2, not %s.".formatted(value));
        }
        shares = number("the second number of --share", parts[1], MOST_PROCESSES);
        share = number("the first number of --share", parts[0], shares) - 1;
    }

    boolean whole() {
        return whole;
    }

    boolean help() {
        return help;
    }

    /**
     * Whether a scene is to be played with errors in these threads. Service threads are struck once in each process, so
     * the first share has them all, unless the campaign is whole.
     *
     * @param operation its number among all, from 0: scenes of one operation, with other callers, strike much that is
     *        the same
     */
    boolean isWanted(int operation, String name, Where where) {
        return wheres.contains(where) && shareOf(operation, where) == share && scene.matcher(name).find();
    }

    private int shareOf(int operation, Where where) {
        if (whole || shares == 1) {
            return operation % shares;
        }
        return where == Where.CALLER ? 1 + operation % (shares - 1) : 0;
    }

    /** Whether others play the other scenes. */
    boolean isShare() {
        return shares > 1;
    }

    int processes() {
        return processes;
    }

    Set<Mode> modes() {
        return modes;
    }

    Duration patience() {
        return patience;
    }

    Path file() {
        return file;
    }
}
