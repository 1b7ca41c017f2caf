// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import dev.stillpoint.stress.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs every JCStress test and judges the results. The short pass is the build's check, about two minutes on two free
 * processors; the long one takes about half an hour.
 *
 * <pre>{@code java -cp stress/target/stress.jar dev.stillpoint.stress.jcstress.StressPass [--long] [directory]}</pre>
 *
 * <p>Stricter than JCStress itself: a broken twin whose failure was not observed does not pass. It gets more time,
 * twice; then the pass is inconclusive, for what did not notice a known error proves nothing about the real code.
 *
 * <p>Exit status: 0 all promises held and all broken twins were caught; 1 a forbidden outcome was seen or a test
 * failed; 2 the arguments make no sense; 4 inconclusive.
 */
public final class StressPass {

    /** How the tests are compiled. */
    private enum Compilation {
        /** As in any program: a twin need not fail in every other mode. */
        TIERED(""),
        /** C2 at once, and it shuffles the instructions that nothing orders. */
        SHUFFLED("-XX:-TieredCompilation -XX:+UnlockDiagnosticVMOptions"
                + " -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN -XX:+StressCCP"),
        /** By the simpler compiler. */
        C1("-XX:TieredStopAtLevel=1"),
        /** Not at all. */
        INTERPRETED("-Xint");

        private final String jvmArguments;

        Compilation(String jvmArguments) {
            this.jvmArguments = "-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED " + jvmArguments;
        }

        String directoryName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How much time the tests get.
     *
     * @param millis of one iteration
     * @param compilations besides the tiered one, for the real code only
     */
    private record Effort(int iterations, int millis, String duration, List<Compilation> compilations) {
    }

    private static final Effort SHORT = new Effort(3, 300, "about two minutes", List.of(Compilation.SHUFFLED));
    private static final Effort LONG = new Effort(5, 1_500, "about half an hour",
            List.of(Compilation.SHUFFLED, Compilation.C1, Compilation.INTERPRETED));

    private static final int MORE_ATTEMPTS = 2;

    private final Effort effort;
    private final Path directory;
    private final Collection<TestResult> results = new ArrayList<>();

    private StressPass(Effort effort, Path directory) {
        this.effort = effort;
        this.directory = directory;
    }

    /**
     * Runs the pass; the exit status is 0 when all is well, 1 after a forbidden outcome, 4 when a twin was not caught.
     *
     * @param args {@code --long} for the long pass; and where JCStress works, by default {@code target/jcstress}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> left = new ArrayList<>(List.of(args));
        Effort effort = left.remove("--long") ? LONG : SHORT;
        if (left.size() > 1 || left.stream().anyMatch(argument -> argument.startsWith("-"))) {
            System.err.println("usage: StressPass [--long] [directory]; not " + String.join(" ", args));
            System.exit(2);
        }
        Path directory = Path.of(left.isEmpty() ? "target/jcstress" : left.getFirst()).toAbsolutePath();
        System.exit(new StressPass(effort, directory).run());
    }

    private int run() throws IOException, InterruptedException {
        List<TestInfo> tests = TestList.tests().stream().filter(name -> name.startsWith(JudgedTest.PACKAGE)).sorted()
                .map(TestList::getInfo).toList();
        List<TestInfo> real = tests.stream().filter(test -> !JudgedTest.isBrokenTwin(test)).toList();
        System.out.printf("JCStress: %d tests, %s on two free processors; log in %s%n", tests.size(),
                effort.duration, directory);
        run(Compilation.TIERED.directoryName(), tests, effort.millis, Compilation.TIERED);
        for (Compilation compilation : effort.compilations) {
            run(compilation.directoryName(), real, effort.millis, compilation);
        }
        for (int more = 1; more <= MORE_ATTEMPTS; more++) {
            List<TestInfo> open =
                    tests.stream().filter(test -> judge(test).verdict() == Verdict.INCONCLUSIVE).toList();
            run("again-" + more, open, effort.millis * 4 * more, Compilation.TIERED);
        }
        List<Verdict> verdicts =
                tests.stream().map(this::judge).peek(System.out::println).map(JudgedTest::verdict).toList();
        return Verdict.ofAll(verdicts).exitStatus();
    }

    /** No affinity: pinned to one processor each, the actors would wait for whoever else runs there. */
    private void run(String name, List<TestInfo> tests, int millis, Compilation compilation)
            throws IOException, InterruptedException {
        if (tests.isEmpty()) {
            return;
        }
        JcstressProcess process = new JcstressProcess(directory.resolve(name), List.of("-r", "report", "-iters",
                Integer.toString(effort.iterations), "-time", Integer.toString(millis), "-pth", "false", "-sc",
                "false", "-af", "NONE", "-jvmArgs", compilation.jvmArguments));
        results.addAll(process.run(tests.stream().map(TestInfo::name).toList()));
    }

    private JudgedTest judge(TestInfo test) {
        return JudgedTest.of(test, results);
    }
}
