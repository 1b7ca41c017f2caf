package dev.stillpoint.stress.jcstress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs every JCStress test briefly and judges the results: the build's check, about a minute on two free processors.
 *
 * <pre>{@code java -cp stress/target/stress.jar dev.stillpoint.stress.jcstress.ShortPass [directory]}</pre>
 *
 * <p>Stricter than JCStress itself: a broken twin whose failure was not observed does not pass. It gets more time,
 * twice; then the pass is inconclusive, for what did not notice a known error proves nothing about the real code.
 *
 * <p>Exit status: 0 all promises held and all broken twins were caught; 1 a forbidden outcome was seen or a test
 * failed; 2 inconclusive.
 */
public final class ShortPass {

    /** Compiled as in any program: a twin need not fail in every mode. */
    private static final String TIERED = "-XX:+UseSerialGC";

    /** C2 at once, and it shuffles the instructions that nothing orders. */
    private static final String SHUFFLED = TIERED + " -XX:-TieredCompilation -XX:+UnlockDiagnosticVMOptions"
            + " -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN -XX:+StressCCP";

    /** Per iteration, of which there are three. */
    private static final int MILLIS = 300;

    private static final int MORE_ATTEMPTS = 2;

    private final Path directory;
    private final Collection<TestResult> results = new ArrayList<>();

    private ShortPass(Path directory) {
        this.directory = directory;
    }

    /**
     * Runs the pass; the exit status is 0 when all is well, 1 after a forbidden outcome, 2 when a twin was not caught.
     *
     * @param args where JCStress works, by default {@code target/jcstress}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args.length == 0 ? "target/jcstress" : args[0]).toAbsolutePath();
        System.exit(new ShortPass(directory).run());
    }

    private int run() throws IOException, InterruptedException {
        List<TestInfo> tests = TestList.tests().stream().filter(name -> name.startsWith(Verdict.PACKAGE)).sorted()
                .map(TestList::getInfo).toList();
        System.out.printf("JCStress: %d tests, about a minute on two free processors; log in %s%n", tests.size(),
                directory);
        run("tiered", tests, MILLIS, TIERED);
        run("shuffled", tests.stream().filter(test -> !Verdict.isBrokenTwin(test)).toList(), MILLIS, SHUFFLED);
        for (int more = 1; more <= MORE_ATTEMPTS; more++) {
            List<TestInfo> open =
                    tests.stream().filter(test -> verdict(test).kind() == Verdict.Kind.INCONCLUSIVE).toList();
            run("again-" + more, open, MILLIS * 4 * more, TIERED);
        }
        return status(tests.stream().map(this::verdict).peek(System.out::println).toList());
    }

    /** No affinity: pinned to one processor each, the actors would wait for whoever else runs there. */
    private void run(String name, List<TestInfo> tests, int millis, String jvmArguments)
            throws IOException, InterruptedException {
        if (tests.isEmpty()) {
            return;
        }
        JcstressProcess process = new JcstressProcess(directory.resolve(name), List.of("-r", "report", "-iters", "3",
                "-time", Integer.toString(millis), "-pth", "false", "-sc", "false", "-af", "NONE", "-jvmArgs",
                jvmArguments));
        results.addAll(process.run(tests.stream().map(TestInfo::name).toList()));
    }

    private Verdict verdict(TestInfo test) {
        return Verdict.of(test, results);
    }

    private static int status(Collection<Verdict> verdicts) {
        if (verdicts.stream().anyMatch(verdict -> verdict.kind() == Verdict.Kind.FAIL)) {
            return 1;
        }
        boolean passed =
                !verdicts.isEmpty() && verdicts.stream().allMatch(verdict -> verdict.kind() == Verdict.Kind.PASS);
        return passed ? 0 : 2;
    }
}
