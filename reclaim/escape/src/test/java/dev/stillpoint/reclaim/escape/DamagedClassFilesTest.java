// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command on class files with random damage: it may find something, or say that it cannot read the file, but it
 * never ends in an exception. {@code -Descape.damaged=100000} makes the run longer.
 */
class DamagedClassFilesTest {

    private static final int RUNS = Integer.getInteger("escape.damaged", 1_000);
    private static final EscapeScanner SCANNER =
            EscapeScanner.of(ScanPolicy.defaults()).withClassPath(new ClassLoader(null) {
            });
    private static final long SEED = Long.getLong("escape.seed", 42);

    @Test
    void noneEndsInAnException(@TempDir Path directory) throws Exception {
        List<byte[]> files = classFiles();
        Random random = new Random(SEED);
        Path file = directory.resolve("Damaged.class");
        int[] statuses = new int[3];
        for (int run = 0; run < RUNS; run++) {
            Files.write(file, damaged(files.get(random.nextInt(files.size())), random));
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int status = scan(file, run % 50 == 0, new PrintStream(err, true, StandardCharsets.UTF_8));
            statuses[status]++;
            if (status == ScanCommand.USAGE) {
                assertThat(err.toString(StandardCharsets.UTF_8)).as("run %d", run).contains(file.toString());
            }
        }
        System.out.printf("damaged class files: %d clean, %d with findings, %d unreadable%n", statuses[0], statuses[1],
                statuses[2]);
        assertThat(statuses).as("each way to end is there").doesNotContain(0);
    }

    /** The command looks classes up, which takes time; mostly the scanner alone is asked, with nothing to look up. */
    private static int scan(Path file, boolean byCommand, PrintStream err) throws IOException {
        if (!byCommand) {
            ScanResult result = SCANNER.examine(file);
            result.unreadable().forEach(err::println);
            return !result.unreadable().isEmpty() ? 2 : result.findings().isEmpty() ? 0 : 1;
        }
        Path report = file.resolveSibling("escapes.sarif");
        int status = ScanCommand.run(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), err,
                "--report", report.toString(), file.toString());
        JsonText.parse(Files.readString(report));
        return status;
    }

    private static List<byte[]> classFiles() throws Exception {
        Path samples = ForkSamples.directoryOf(DamagedClassFilesTest.class)
                .resolve("dev/stillpoint/reclaim/escape/sample");
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(samples)) {
            for (Path each : all.filter(DamagedClassFilesTest::isShort).sorted().toList()) {
                files.add(Files.readAllBytes(each));
            }
        }
        return files;
    }

    private static boolean isShort(Path file) {
        try {
            return file.toString().endsWith(".class") && Files.size(file) < 6_000;
        } catch (IOException _) {
            return false;
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int flips = 1 + random.nextInt(2);
        for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(50) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
