// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.guides.jdk.Main;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The service of the guides in a JVM of its own: with the flag and without, and told to end while it serves. */
@Timeout(300)
class ServiceTest {

    private static final int SIGTERM = 128 + 15;

    @Test
    void withTheFlagItRunsOnCarriersAndClosesEverythingAtTheEnd() throws Exception {
        assertThat(serveAndEnd("--add-opens=java.base/java.lang=ALL-UNNAMED")).endsWith(", on carriers");
    }

    @Test
    void withoutTheFlagItGoesOnWithVisitors() throws Exception {
        assertThat(serveAndEnd("-Dwithout.flag")).doesNotContain("carriers");
    }

    /** Returns the first line that it prints. */
    private static String serveAndEnd(String flag) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), flag, "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "0"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Flags that come from outside would be those that are missing.
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        try (BufferedReader printed = process.inputReader(); HttpClient client = HttpClient.newHttpClient()) {
            String first = printed.readLine();
            assertThat(first).startsWith("listens on port ");
            String port = first.replaceAll("\\D", "");
            URI uri = URI.create("http://127.0.0.1:%s/prices?0,1".formatted(port));
            assertThat(client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("1099,495");
            process.toHandle().destroy(); // unlike process.destroy() it leaves the output to be read
            assertThat(printed.lines()).containsExactly("everything is closed");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(SIGTERM);
            return first;
        } finally {
            process.destroyForcibly();
        }
    }
}
