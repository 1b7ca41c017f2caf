// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is loaded until the first thread has run. The JVM makes the class of a lambda, or the code that joins texts,
 * when the program first comes there, in a millisecond each. So nothing on this way needs them.
 */
class StartUpTest {

    @Test
    void creatingASchedulerMakesNoLambdaAndJoinsNoTexts() throws Exception {
        List<String> loaded = loadedBefore(FirstScheduler.DONE, ChildJvm.run(FirstScheduler.class, ChildJvm.OPENS,
                "-Xlog:class+load:stdout"));

        assertThat(loaded).anyMatch(line -> line.contains(CarrierScheduler.class.getName()));
        assertThat(loaded.stream().filter(line -> line.contains("dev.stillpoint") && line.contains("$$Lambda")))
                .as("lambdas of the library").isEmpty();
        assertThat(loaded).as("what joins texts")
                .noneMatch(line -> line.contains("StringConcatHelper$StringConcatBase"));
        assertThat(loaded).as("events, though nobody records").noneMatch(line -> line.contains("scheduler.observe")
                && line.contains("Event "));
    }

    private static List<String> loadedBefore(String end, ChildJvm jvm) {
        assertThat(jvm.output()).contains(end);
        assertThat(jvm.status()).isZero();
        return jvm.output().lines().takeWhile(line -> !line.contains(end)).toList();
    }
}
