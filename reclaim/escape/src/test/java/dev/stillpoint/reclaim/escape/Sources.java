// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.ReadGuard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** Compiles small sources of a test against the library. */
final class Sources {

    private Sources() {
    }

    /** Compiles a source into a folder of its own, and returns that. */
    static Path compile(Path directory, String className, String source) throws IOException, URISyntaxException {
        Path folder = Files.createDirectories(directory.resolve(className));
        Path file = Files.writeString(folder.resolve(className + ".java"), source);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, messages, messages, "-g", "-nowarn", "-proc:none",
                "-cp", ForkSamples.directoryOf(ReadGuard.class).toString(), "-d", folder.toString(), file.toString());
        assertThat(status).as(messages.toString(StandardCharsets.UTF_8)).isZero();
        return folder;
    }
}
