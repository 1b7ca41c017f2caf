// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.http;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * A server that blocks, on the JDK's scheduler and on ours, under the load of
 * <a href="https://github.com/wg/wrk">wrk</a>, which must be installed: requests a second, latency, processor time and
 * switches. For Linux.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar dev.stillpoint.stress.bench.http.HttpByWrk \
 *     [rounds] [seconds] [server] [scheduler,...] [scenario,...]
 * }</pre>
 *
 * <p>Each round has a JVM of its own, and the schedulers take turns, so that a machine that grows slower does so for
 * all. The servers are those of {@link BlockingServer}. The figures are medians of the rounds, and the smallest and the
 * largest of the requests a second. Scenarios are given by their numbers, from 1.
 */
public final class HttpByWrk {

    private static final String SCHEDULERS = "default,stillpoint,stillpoint-pollers,stillpoint-elsewhere";

    private HttpByWrk() {
    }

    /**
     * All rounds, and a table.
     *
     * @param args 5 rounds of 6 seconds, {@code echo}, all schedulers and all scenarios
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 6;
        String server = args.length > 2 ? args[2] : "echo";
        List<String> schedulers = parts(args.length > 3 ? args[3] : SCHEDULERS);
        int carriers = Runtime.getRuntime().availableProcessors();
        System.out.printf("%s, %d carriers, %d rounds of %d s, load %.2f at the beginning%n", server, carriers, rounds,
                seconds, load());
        for (Scenario scenario : args.length > 4 ? chosen(args[4]) : Scenario.ALL) {
            System.out.println();
            System.out.println(scenario);
            System.out
                    .println("                      requests/s (smallest, largest)       p50 us      p99 us   CPU us   "
                            + "switches");
            Map<String, List<Round>> played = new LinkedHashMap<>();
            for (int i = 0; i < rounds; i++) {
                for (String scheduler : schedulers) {
                    Round round = Round.play(server, scheduler, scenario.pinned() ? 1 : carriers, scenario, seconds);
                    played.computeIfAbsent(scheduler, _ -> new ArrayList<>()).add(round);
                }
            }
            List<Round> base = Objects.requireNonNull(played.get(schedulers.getFirst()));
            played.forEach((scheduler, own) -> System.out.println(row(scheduler, own, base)));
        }
        System.out.printf("%nload %.2f at the end%n", load());
    }

    private static List<Scenario> chosen(String numbers) {
        List<Scenario> chosen = new ArrayList<>();
        for (String number : parts(numbers)) {
            chosen.add(Scenario.ALL.get(Integer.parseInt(number) - 1));
        }
        return chosen;
    }

    private static List<String> parts(String list) {
        return List.of(list.split(",", -1));
    }

    private static String row(String scheduler, List<Round> rounds, List<Round> base) {
        double least = rounds.stream().mapToDouble(Round::requests).min().orElseThrow();
        double most = rounds.stream().mapToDouble(Round::requests).max().orElseThrow();
        return "%-19s %8.0f (%6.0f, %6.0f) %s %s %s %s %s".formatted(scheduler, median(rounds, Round::requests), least,
                most, ratio(rounds, base, Round::requests), figure(rounds, base, Round::median),
                figure(rounds, base, Round::worst), figure(rounds, base, Round::processor),
                figure(rounds, base, Round::switches));
    }

    private static String figure(List<Round> rounds, List<Round> base, ToDoubleFunction<Round> what) {
        double value = median(rounds, what);
        return (value < 10 ? "%6.2f %s" : "%6.0f %s").formatted(value, ratio(rounds, base, what));
    }

    private static String ratio(List<Round> rounds, List<Round> base, ToDoubleFunction<Round> what) {
        return "%4.2fx".formatted(median(rounds, what) / median(base, what));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> what) {
        double[] sorted = rounds.stream().mapToDouble(what).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
