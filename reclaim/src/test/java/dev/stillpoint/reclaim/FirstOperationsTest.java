// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After what docs/errors.md advises for the start of a program, no operation initialises a class of the libraries or of
 * the JDK's locks and memory, nor links a lambda of the libraries: an error there, at the end of a stack or without
 * memory, would be remembered for ever.
 */
class FirstOperationsTest {

    /** By the calling thread, or the carrier under it. Service threads go on meanwhile, far from the end of a stack. */
    private static final Pattern FOR_GOOD = Pattern.compile("\\d+ Initializing "
            + "'(dev/stillpoint|java/util/concurrent/locks|jdk/internal/foreign|jdk/internal/util)/.* "
            + "by thread \"(main|stillpoint-carrier-\\d+)\"");

    @ParameterizedTest
    @ValueSource(strings = {"platform", "carrier", "close"})
    void nothingIsLeftToInitialise(String kind) throws Exception {
        List<String> printed = OwnJvm.run(FirstOperations.class, List.of("--enable-native-access=ALL-UNNAMED"), kind);

        assertThat(printed).containsSubsequence(FirstOperations.READY, FirstOperations.DONE);
        assertThat(printed.subList(printed.indexOf(FirstOperations.READY), printed.indexOf(FirstOperations.DONE)))
                .noneMatch(line -> FOR_GOOD.matcher(line).matches());
    }
}
