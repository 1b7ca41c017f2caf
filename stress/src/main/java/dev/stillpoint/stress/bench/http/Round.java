// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk and the operating system say of one server under one load.
 *
 * @param requests how many were answered in a second
 * @param median half of the requests took at most so many microseconds
 * @param worst 99 of 100 took at most so many microseconds
 * @param processor the processor time of the server, microseconds for each request
 * @param switches how often its threads gave their processor up, for each request
 */
record Round(double requests, double median, double worst, double processor, double switches) {

    private static final int WARM_UP_SECONDS = 5;

    /** What the server's process has used so far. */
    private record Used(Duration processor, long switches) {
    }

    /** Starts a server, lets wrk ask it, and ends it. */
    static Round play(String server, String scheduler, int carriers, Scenario scenario, int seconds)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (scenario.pinned()) {
            command.addAll(List.of("taskset", "-c", "0"));
        }
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                ServerProcess.class.getName(), server, scheduler, Integer.toString(carriers),
                Integer.toString(scenario.workMicros())));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = process.inputReader()) {
            String port = out.readLine();
            if (port == null) {
                throw new IOException("the server has ended: " + command);
            }
            wrk(scenario, port, WARM_UP_SECONDS);
            Used before = used(process);
            String said = wrk(scenario, port, seconds);
            Used after = used(process);
            double count = number(said, "(\\d+) requests in");
            return new Round(number(said, "Requests/sec:\\s+([\\d.]+)"), micros(said, "50%"), micros(said, "99%"),
                    after.processor.minus(before.processor).toNanos() / 1e3 / count,
                    (after.switches - before.switches) / count);
        } finally {
            process.getOutputStream().close();
            if (!process.waitFor(Duration.ofSeconds(10))) {
                process.destroyForcibly();
            }
        }
    }

    private static String wrk(Scenario scenario, String port, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (scenario.pinned()) {
            command.addAll(List.of("taskset", "-c", "1"));
        }
        command.addAll(List.of("wrk", "-t1", "-c" + scenario.connections(), "-d" + seconds + "s", "--latency"));
        Path script = null;
        if (scenario.pauseMillis() != 0) {
            script = Files.createTempFile("pause", ".lua");
            Files.writeString(script, "function delay() return math.random(0, %d) end%n"
                    .formatted(2 * scenario.pauseMillis()));
            command.addAll(List.of("-s", script.toString()));
        }
        command.add("http://127.0.0.1:" + port + "/");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said;
            try (BufferedReader out = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                said = out.readAllAsString();
            }
            if (process.waitFor() != 0) {
                throw new IOException("wrk has failed: " + said);
            }
            return said;
        } finally {
            if (script != null) {
                Files.delete(script);
            }
        }
    }

    /** A thread that ends takes its switches along; few do while requests are answered. */
    private static Used used(Process process) throws IOException {
        long switches = 0;
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) {
                for (String line : Files.readAllLines(thread.resolve("status"))) {
                    if (line.startsWith("voluntary_ctxt_switches")) {
                        switches += Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
                    }
                }
            }
        }
        return new Used(process.info().totalCpuDuration().orElseThrow(), switches);
    }

    private static double micros(String said, String share) throws IOException {
        Matcher found = find(said, share + "\\s+([\\d.]+)(us|ms|s)");
        double unit = switch (found.group(2)) {
            case "us" -> 1;
            case "ms" -> 1e3;
            default -> 1e6;
        };
        return Double.parseDouble(found.group(1)) * unit;
    }

    private static double number(String said, String pattern) throws IOException {
        return Double.parseDouble(find(said, pattern).group(1));
    }

    private static Matcher find(String said, String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(said);
        if (!found.find()) {
            throw new IOException("wrk says nothing of " + pattern + ": " + said);
        }
        return found;
    }
}
