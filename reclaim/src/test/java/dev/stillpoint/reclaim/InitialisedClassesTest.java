// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No section initialises a class: whatever sections need was initialised with {@link ScopedQsbr}, before the first of
 * them. Between the instruction that finds the carrier and the hold that keeps the thread there, a thread must not
 * unmount; and from JDK 26 on a virtual thread may unmount where another one initialises a class that it needs.
 */
class InitialisedClassesTest {

    private static final int PATIENCE_SECONDS = 60;
    private static final Pattern INITIALISED = Pattern
            .compile("\\d+ Initializing .* by thread \"(main|stillpoint-carrier-\\d+|ForkJoinPool-1-worker-\\d+)\"");

    @ParameterizedTest
    @CsvSource({"carrier, open", "carrier, read", "carrier, guarded", "carrier, run",
            "platform, open", "platform, read", "virtual, open", "virtual, read"})
    void theFirstSectionInitialisesNothing(String thread, String first) throws Exception {
        List<String> printed = firstSections(thread, first);

        assertThat(printed).containsSubsequence(FirstSections.ENTERING, FirstSections.PARKING, FirstSections.LEFT);
        assertThat(initialised(printed, FirstSections.ENTERING, FirstSections.PARKING)).as("entering")
                .noneMatch(line -> thread.equals("carrier") || line.contains("'dev/stillpoint/"));
        assertThat(initialised(printed, FirstSections.PARKING, FirstSections.LEFT)).as("parking inside")
                .noneMatch(line -> line.contains("'dev/stillpoint/"));
    }

    /** What the reader's thread initialised, or its carrier. Service threads go on meanwhile. */
    private static List<String> initialised(List<String> printed, String begin, String end) {
        return printed.subList(printed.indexOf(begin), printed.indexOf(end)).stream()
                .filter(line -> INITIALISED.matcher(line).matches()).toList();
    }

    private static List<String> firstSections(String thread, String first) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xlog:class+init=info:stdout:none", "-cp",
                System.getProperty("java.class.path"), FirstSections.class.getName(), thread, first)
                .redirectErrorStream(true).start();
        List<String> printed = process.inputReader().readAllLines();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", printed)).isZero();
        return printed;
    }
}
