// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No section initialises a class: whatever sections need was initialised with {@link ScopedQsbr}, before the first of
 * them. Between the instruction that finds the carrier and the hold that keeps the thread there, a thread must not
 * unmount; and from JDK 26 on a virtual thread may unmount where another one initialises a class that it needs.
 */
class InitialisedClassesTest {

    private static final Pattern INITIALISED = Pattern
            .compile("\\d+ Initializing .* by thread \"(main|stillpoint-carrier-\\d+|ForkJoinPool-1-worker-\\d+)\"");

    @ParameterizedTest
    @CsvSource({"carrier, open", "carrier, read", "carrier, guarded", "carrier, run",
            "platform, open", "platform, read", "virtual, open", "virtual, read"})
    void theFirstSectionInitialisesNothing(String thread, String first) throws Exception {
        List<String> printed = OwnJvm.run(FirstSections.class, List.of(), thread, first);

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
}
