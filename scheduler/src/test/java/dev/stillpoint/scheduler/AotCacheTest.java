// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.SchedulerJar;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cache of the JDK for loaded and linked classes, as the page {@code docs/start-up.md} makes it, with each way to
 * open {@code java.lang}. A cache that the JVM cannot use keeps it from starting here, by {@code -XX:AOTMode=on}.
 */
class AotCacheTest {
    private static final String CLASS = CarrierScheduler.class.getName() + " source: ";
    private static final String FROM_CACHE = CLASS + "shared objects file";

    @TempDir
    private Path directory;

    @Test
    void withTheFlag() throws Exception {
        Path jar = program(Map.of());
        List<String> start = List.of(ChildJvm.OPENS, "-cp", jar.toString(), FirstScheduler.class.getName());

        assertThat(loading(start)).contains(CLASS + "file:").doesNotContain(FROM_CACHE);
        make(start);
        assertThat(loadingFromCache(start)).contains(FROM_CACHE);
    }

    @Test
    void withTheLineInTheManifest() throws Exception {
        List<String> start = List.of("-jar", program(Map.of("Add-Opens", "java.base/java.lang")).toString());

        make(start);
        assertThat(loadingFromCache(start)).contains(FROM_CACHE);
        // With other flags than those with which the cache was made, the JVM says so and starts without.
        assertThat(loading(concat(List.of("-XX:AOTCache=" + cache(), ChildJvm.OPENS), start)))
                .contains("Mismatched values for property jdk.module.addopens").doesNotContain(FROM_CACHE);
    }

    @Test
    void withTheAgent() throws Exception {
        Path jar = SchedulerJar.in(directory);
        List<String> start = List.of("-javaagent:" + jar, "-cp", jar + ":" + program(Map.of()),
                FirstScheduler.class.getName());

        make(start);
        assertThat(loadingFromCache(start)).contains(FROM_CACHE);
    }

    private Path program(Map<String, String> attributes) throws Exception {
        return SchedulerJar.executable(directory.resolve("program.jar"), FirstScheduler.class, attributes);
    }

    private Path cache() {
        return directory.resolve("program.aot");
    }

    private void make(List<String> start) throws Exception {
        ChildJvm jvm = java(concat(List.of("-XX:AOTCacheOutput=" + cache()), start));

        assertThat(jvm.output()).contains(FirstScheduler.DONE, "AOTCache creation is complete");
        assertThat(jvm.status()).isZero();
    }

    private String loadingFromCache(List<String> start) throws Exception {
        return loading(concat(List.of("-XX:AOTCache=" + cache(), "-XX:AOTMode=on"), start));
    }

    /** What a start prints, with each class that is loaded and from where. */
    private static String loading(List<String> start) throws Exception {
        ChildJvm jvm = java(concat(List.of("-Xlog:class+load:stdout"), start));

        assertThat(jvm.output()).contains(FirstScheduler.DONE);
        assertThat(jvm.status()).isZero();
        return jvm.output();
    }

    private static ChildJvm java(List<String> words) throws Exception {
        return ChildJvm.java(Map.of(), words);
    }

    private static List<String> concat(List<String> flags, List<String> start) {
        return Stream.concat(flags.stream(), start.stream()).toList();
    }
}
