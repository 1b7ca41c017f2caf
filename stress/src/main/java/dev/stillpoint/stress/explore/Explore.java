// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command line of the exploration: {@code Explore [protocol] [first seed] [seeds]}. One seed is written down step
 * by step, whatever comes of it. Exit status 0: nothing found; 1: a violation; 2: wrong arguments.
 */
public final class Explore {

    private static final long SEEDS = 100_000;

    private Explore() {
    }

    public static void main(String[] arguments) {
        System.exit(explore(System.out, arguments));
    }

    static int explore(PrintStream out, String... arguments) {
        try {
            requireArguments(arguments.length <= 3);
            Protocol protocol = protocol(arguments.length > 0 ? arguments[0] : "library");
            long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
            long seeds = arguments.length > 2 ? Long.parseLong(arguments[2]) : arguments.length > 1 ? 1 : SEEDS;
            requireArguments(seeds > 0);
            return seeds == 1 ? play(out, protocol, first) : explore(out, protocol, first, seeds);
        } catch (IllegalArgumentException e) {
            out.println("explore [protocol] [first seed] [number of seeds]");
            out.println("protocols: " + protocols().map(Protocol::name).toList());
            return 2;
        }
    }

    private static void requireArguments(boolean good) {
        if (!good) {
            throw new IllegalArgumentException();
        }
    }

    private static Stream<Protocol> protocols() {
        return Stream.concat(Stream.of(Protocol.LIBRARY, Protocol.STEPS), BrokenProtocols.all().stream());
    }

    private static Protocol protocol(String name) {
        return protocols().filter(protocol -> protocol.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    private static int play(PrintStream out, Protocol protocol, long seed) {
        List<String> schedule = new ArrayList<>();
        Outcome outcome = Exploration.schedule(protocol, Oracle.STRICT, seed, schedule);
        schedule.forEach(out::println);
        out.println(outcome);
        return outcome.violation() == null ? 0 : 1;
    }

    private static int explore(PrintStream out, Protocol protocol, long first, long seeds) {
        Exploration exploration = Exploration.of(protocol, Oracle.STRICT, first, seeds);
        out.println(exploration);
        return exploration.failure() == null ? 0 : 1;
    }
}
