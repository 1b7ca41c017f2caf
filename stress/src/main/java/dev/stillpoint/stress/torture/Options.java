// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command line. */
final class Options {

    static final String USAGE = """
            Usage: Torture [option ...]
              --seconds N        how long the real thing is tortured; default 60
              --seed N           decides what each thread does; default: another one each time
              --carriers N       carriers at first, 1 to 1000; default: the number of processors, at least 2
              --readers N        reading threads on carriers, 1 to 100000; default 32
              --without KNOB,... leaves these out
              --only KNOB,...    leaves all others out
              --stack-ends       the knob of this name too, which is off by default; needs -Djdk.trackAllThreads=false
              --full-heap        likewise; needs a small heap, for example -Xmx64m -XX:+UseSerialGC
              --flaw NAME        tortures a twin that is broken in this way, instead of the real thing
              --no-proof         does not prove the detector first; the run is then never a PASS
              --help             prints this
            Knobs: %s
            Flaws: %s
            Exit status: 0 PASS, 1 FAIL, 4 INCONCLUSIVE, 2 for a wrong command line or missing flags of the JVM
            """.formatted(names(Arrays.asList(Knob.values())),
            Arrays.stream(Flaw.values()).map(Flaw::option).collect(Collectors.joining(" ")));

    private static final int LONGEST_SECONDS = 7 * 24 * 3600;
    private static final int MOST_CARRIERS = 1000;
    private static final int MOST_READERS = 100_000;
    private static final int FEWEST_CARRIERS_BY_DEFAULT = 2;

    private int seconds = 60;
    private long seed;
    private int carriers = Math.max(FEWEST_CARRIERS_BY_DEFAULT, Runtime.getRuntime().availableProcessors());
    private int readers = 32;
    private Set<Knob> only = Knob.byDefault();
    private final Set<Knob> demanded = EnumSet.noneOf(Knob.class);
    private Set<Knob> without = EnumSet.noneOf(Knob.class);
    private @Nullable Flaw flaw;
    private boolean proves = true;
    private boolean help;

    private Options(long seed) {
        this.seed = seed;
    }

    /**
     * Reads the command line.
     *
     * @param seed if there is none
     * @throws IllegalArgumentException if it is wrong; the message says what
     */
    static Options parse(List<String> arguments, long seed) {
        Options options = new Options(seed);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            options.take(rest.next(), rest);
        }
        if (options.knobs().isEmpty()) {
            throw new IllegalArgumentException("No knob is left.");
        }
        return options;
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--seconds" -> seconds = (int) number(option, rest, 1, LONGEST_SECONDS);
            case "--seed" -> seed = number(option, rest, Long.MIN_VALUE, Long.MAX_VALUE);
            case "--carriers" -> carriers = (int) number(option, rest, 1, MOST_CARRIERS);
            case "--readers" -> readers = (int) number(option, rest, 1, MOST_READERS);
            case "--without" -> without = knobs(option, rest);
            case "--only" -> only = knobs(option, rest);
            case "--stack-ends" -> demanded.add(Knob.STACK_ENDS);
            case "--full-heap" -> demanded.add(Knob.FULL_HEAP);
            case "--flaw" -> flaw = flaw(value(option, rest));
            case "--no-proof" -> proves = false;
            case "--help" -> help = true;
            default -> throw new IllegalArgumentException("There is no option " + option + ".");
        }
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value.");
        }
        return rest.next();
    }

    private static long number(String option, Iterator<String> rest, long least, long most) {
        String value = value(option, rest);
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Falls through to the same complaint.
        }
        throw new IllegalArgumentException("%s must be %d to %d, not %s.".formatted(option, least, most, value));
    }

    private static Set<Knob> knobs(String option, Iterator<String> rest) {
        Set<Knob> knobs = EnumSet.noneOf(Knob.class);
        for (String name : value(option, rest).split(",", -1)) {
            knobs.add(Knob.named(name).orElseThrow(() -> new IllegalArgumentException(
                    "There is no knob \"%s\", but %s.".formatted(name, names(Arrays.asList(Knob.values()))))));
        }
        return knobs;
    }

    private static Flaw flaw(String name) {
        return Flaw.named(name).orElseThrow(() -> new IllegalArgumentException("There is no flaw \"%s\", but %s."
                .formatted(name, Arrays.stream(Flaw.values()).map(Flaw::option).collect(Collectors.joining(" ")))));
    }

    private static String names(Iterable<Knob> knobs) {
        StringBuilder names = new StringBuilder();
        knobs.forEach(knob -> names.append(names.isEmpty() ? "" : " ").append(knob));
        return names.toString();
    }

    /** Whether there is this trouble, in the real thing or in the twin that is tortured instead. */
    boolean demands(Knob knob) {
        return flaw == null ? knobs().contains(knob) : flaw.demands() == knob;
    }

    int seconds() {
        return seconds;
    }

    long seed() {
        return seed;
    }

    int carriers() {
        return carriers;
    }

    int readers() {
        return readers;
    }

    Set<Knob> knobs() {
        Set<Knob> knobs = EnumSet.copyOf(only);
        knobs.addAll(demanded);
        knobs.removeAll(without);
        return Collections.unmodifiableSet(knobs);
    }

    @Nullable Flaw flaw() {
        return flaw;
    }

    boolean proves() {
        return proves;
    }

    boolean help() {
        return help;
    }
}
