// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each link of a page to a file of the repository leads to a file, and to a heading if it names one. */
class LinksTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCE = Pattern.compile("(?ms)^\\s*(```+).*?^\\s*\\1\\s*$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<Path> pages = pages(ROOT);
        assertThat(pages).as("pages found").hasSizeGreaterThan(50);

        assertThat(pages.stream().flatMap(page -> broken(page).stream())).isEmpty();
    }

    /** Who comes by the index must find every page. */
    @Test
    void everyPageOfTheDocumentationIsReachedFromTheReadme() throws IOException {
        var reached = new TreeSet<Path>();
        var ahead = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        while (!ahead.isEmpty()) {
            Path page = ahead.removeLast();
            if (reached.add(page)) {
                links(page).map(link -> target(page, link)).filter(target -> target.toString().endsWith(".md"))
                        .filter(Files::isRegularFile).forEach(ahead::add);
            }
        }

        assertThat(pages(ROOT.resolve("docs"))).allSatisfy(page -> assertThat(reached).contains(page));
    }

    @Test
    void linksThatLeadNowhereAreFound(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("other.md"), "# One heading, `with code`\n\n## Twice\n\n## Twice\n");
        Path page = Files.writeString(directory.resolve("page.md"), """
                # Here
                [fine](other.md) [fine](other.md#one-heading-with-code) [fine](other.md#twice-1) [fine](#here)
                [fine](https://example.org/nothing)
                [no file](missing.md) [no heading](other.md#nothing) [not here](#there)
                ```
                [code](missing.md)
                ```
                """);

        assertThat(broken(page)).containsExactly(
                "page.md: missing.md", "page.md: other.md#nothing", "page.md: #there");
    }

    private static List<Path> pages(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.of("target", ".git").noneMatch(name -> contains(file, name))).toList();
        }
    }

    private static boolean contains(Path file, String name) {
        for (Path part : ROOT.relativize(file)) {
            if (part.toString().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> broken(Path page) {
        return links(page).filter(link -> !leadsSomewhere(page, link)).map(link -> page.getFileName() + ": " + link)
                .toList();
    }

    /** Those to other places than this repository are left out: whether these answer is not the build's business. */
    private static Stream<String> links(Path page) {
        return LINK.matcher(FENCE.matcher(read(page)).replaceAll("")).results().map(match -> match.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"));
    }

    private static boolean leadsSomewhere(Path page, String link) {
        Path target = target(page, link);
        int hash = link.indexOf('#');
        return hash < 0
                ? Files.exists(target)
                : Files.isRegularFile(target) && anchors(target).contains(link.substring(hash + 1));
    }

    private static Path target(Path page, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    /** As the usual viewers make them of headings. */
    private static List<String> anchors(Path page) {
        Map<String, Integer> seen = new HashMap<>();
        return HEADING.matcher(FENCE.matcher(read(page)).replaceAll("")).results().map(match -> {
            String text = match.group(1).replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").toLowerCase(Locale.ROOT);
            String anchor = text.replaceAll("[^\\p{L}\\p{N}_ -]", "").strip().replace(' ', '-');
            int earlier = seen.merge(anchor, 1, Integer::sum) - 1;
            return earlier == 0 ? anchor : anchor + "-" + earlier;
        }).toList();
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
