// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Runs the tests of the module in whose folder it is started N times, each time in a new JVM with the flags and the
 * class path of this one, and tells how often each test failed. Started by .ci/repeat, which explains the options.
 */
public final class Repeat {

    private static final Duration LONGEST_RUN = Duration.ofMinutes(20);
    private static final Path REPORTS = Path.of("target", "repeat");

    private final String tags;
    private final int runs;
    private int busyLoops;
    private boolean oneProcessor;
    private boolean random;
    private final List<String> flags = new ArrayList<>();

    // failed test -> how often
    private final Map<String, Integer> failures = new TreeMap<>();
    private int greenRuns;

    /** Arguments: the module wanted, the tags wanted, the number of runs, options. */
    public static void main(String[] args) throws Exception {
        // Maven starts this in the modules that the wanted one needs, too.
        if (Path.of("").toAbsolutePath().endsWith(args[0])) {
            Repeat repeat = new Repeat(args[1], Integer.parseInt(args[2]));
            repeat.options(List.of(args).subList(3, args.length));
            System.exit(repeat.run() ? 0 : 1);
        }
    }

    private Repeat(String tags, int runs) {
        this.tags = tags;
        this.runs = runs;
    }

    private void options(List<String> options) {
        for (int i = 0; i < options.size(); i++) {
            switch (options.get(i)) {
                case "--busy" -> busyLoops = Integer.parseInt(options.get(++i));
                case "--one-processor" -> oneProcessor = true;
                case "--random" -> random = true;
                case String flag when flag.startsWith("-X") -> flags.add(flag);
                case String other -> throw new IllegalArgumentException("unknown option " + other);
            }
        }
    }

    private boolean run() throws Exception {
        delete(REPORTS);
        for (int i = 0; i < busyLoops; i++) {
            Thread.ofPlatform().daemon().name("busy-" + i).start(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            });
        }
        for (int number = 1; number <= runs; number++) {
            runOnce(number);
        }
        System.out.printf("%n%d runs, %d green%n", runs, greenRuns);
        failures.forEach((test, count) -> System.out.printf("%4d x %s%n", count, test));
        return greenRuns == runs;
    }

    private void runOnce(int number) throws Exception {
        Path reports = Files.createDirectories(REPORTS.resolve(Integer.toString(number)));
        Path output = reports.resolve("output.txt");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command(reports, number)).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);

        List<String> failed = new ArrayList<>();
        int tests = readReports(reports, failed);
        if (failed.isEmpty() && (process.exitValue() != 0 || tests == 0)) {
            failed.add(ended ? "the JVM ended with status %d".formatted(process.exitValue())
                    : "the JVM did not end within %d min".formatted(LONGEST_RUN.toMinutes()));
        }
        failed.forEach(test -> failures.merge(test, 1, Integer::sum));
        System.out.printf("run %d of %d: %d tests in %d s, %s%n", number, runs, tests, seconds,
                failed.isEmpty() ? "green" : failed + "; see " + output.toAbsolutePath());
        if (failed.isEmpty()) {
            greenRuns++;
            delete(reports);
        }
    }

    private List<String> command(Path reports, int number) {
        List<String> command = new ArrayList<>();
        if (oneProcessor) {
            command.addAll(List.of("taskset", "--cpu-list", "0"));
        }
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                "org.junit.platform.console.ConsoleLauncher", "execute",
                "--scan-class-path=" + Path.of("target", "test-classes"), "--include-classname=.*Test",
                "--include-tag=" + tags, "--details=none", "--disable-banner", "--reports-dir=" + reports));
        if (random) {
            command.addAll(List.of(
                    "--config=junit.jupiter.testclass.order.default=org.junit.jupiter.api.ClassOrderer$Random",
                    "--config=junit.jupiter.testmethod.order.default=org.junit.jupiter.api.MethodOrderer$Random",
                    "--config=junit.jupiter.execution.order.random.seed=" + number));
        }
        return command;
    }

    /** Adds what failed to {@code failed} and returns the number of tests. */
    private static int readReports(Path reports, List<String> failed) throws Exception {
        int tests = 0;
        for (Path report : list(reports)) {
            if (report.toString().endsWith(".xml")) {
                NodeList cases = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile())
                        .getElementsByTagName("testcase");
                tests += cases.getLength();
                for (int i = 0; i < cases.getLength(); i++) {
                    Element test = (Element) cases.item(i);
                    for (String outcome : List.of("failure", "error")) {
                        NodeList thrown = test.getElementsByTagName(outcome);
                        if (thrown.getLength() != 0) {
                            failed.add("%s.%s: %s".formatted(test.getAttribute("classname"), test.getAttribute("name"),
                                    ((Element) thrown.item(0)).getAttribute("type")));
                        }
                    }
                }
            }
        }
        return tests;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
