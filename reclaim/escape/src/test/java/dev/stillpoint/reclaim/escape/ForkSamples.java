// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.ReadGuard;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles the samples with StructuredTaskScope, which is a preview: classes of the build must not depend on it. */
final class ForkSamples {

    static final Path SOURCE = Path.of("src/test/resources/escape/ForkSamples.java");

    private ForkSamples() {
    }

    static void compileInto(Path directory) throws URISyntaxException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = Stream.of(directoryOf(ReadGuard.class), directoryOf(ForkSamples.class)).map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int status = compiler.run(null, messages, messages, "--enable-preview", "--release", "25", "-proc:none",
                "-Xlint:-options",
                "-Xlint:-preview", "-nowarn", "-g", "-cp", classPath, "-d", directory.toString(), SOURCE.toString());
        assertThat(status).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    }

    static Path directoryOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
