// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages on {@code docs/troubleshooting.md} are those of the code. */
class TroubleshootingPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern MESSAGE = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
    /** A text of the code, its pieces put together. */
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern PIECES = Pattern.compile("\"(\\.formatted\\([^;]*?\\))?\\s*\\+\\s*\"");
    private static final Pattern PLACE = Pattern.compile("%[0-9$.]*[a-z]");

    @Test
    void everyMessageIsOneOfTheCode() throws IOException {
        List<String> texts = texts();

        assertThat(messages()).hasSizeGreaterThan(30)
                .allSatisfy(message -> assertThat(texts).as(message).anyMatch(text -> text.contains(message)));
    }

    @Test
    void aMessageThatTheCodeDoesNotHaveIsFound() throws IOException {
        assertThat(texts()).noneMatch(text -> text.contains("is closed, but was … started."));
    }

    private static List<String> messages() throws IOException {
        return MESSAGE.matcher(Files.readString(ROOT.resolve("docs/troubleshooting.md"))).results()
                .map(match -> match.group(1)).toList();
    }

    /** What differs from time to time is an ellipsis, as on the page. */
    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String module : List.of("scheduler", "reclaim")) {
            List<Path> sources;
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                sources = files.filter(file -> file.toString().endsWith(".java")).toList();
            }
            for (Path source : sources) {
                TEXT.matcher(PIECES.matcher(Files.readString(source)).replaceAll("")).results()
                        .map(match -> PLACE.matcher(match.group(1)).replaceAll("…")).forEach(texts::add);
            }
        }
        return texts;
    }
}
