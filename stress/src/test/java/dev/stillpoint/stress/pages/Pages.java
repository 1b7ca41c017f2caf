// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pages of the documentation, and the fenced blocks on them. */
final class Pages {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A block, with the comment before it that says where it is from. */
    private static final Pattern BLOCK = Pattern.compile(
            "(?ms)^(?:<!-- ([^#\\s]+)(?:#(\\S+))? -->\\n)?( *)```(\\S*)\\n(.*?)^ *```$");

    private Pages() {
    }

    /**
     * A fenced block.
     *
     * @param page the page, from the root of the repository
     * @param source the file that the block is copied from, from the root; null if it names none
     * @param region the region of that file; null for all of it
     * @param language what stands behind the fence
     */
    record Block(String page, @Nullable String source, @Nullable String region, String language, String text) {

        String firstLine() {
            return text.lines().findFirst().orElse("");
        }

        @Override
        public String toString() {
            return "%s, block ```%s: %s".formatted(page, language, firstLine());
        }
    }

    /** All pages that users read: the two of the root, and those of the documentation. */
    static List<Path> all() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")), docs)
                    .filter(path -> path.toString().endsWith(".md")).sorted().toList();
        }
    }

    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path page : all()) {
            blocks.addAll(blocks(ROOT.relativize(page).toString(), read(page)));
        }
        return blocks;
    }

    static List<Block> blocks(String page, String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            blocks.add(new Block(page, block.group(1), block.group(2), block.group(4),
                    block.group(5).stripIndent()));
        }
        return blocks;
    }

    /** What a block must show: the region of its source, or all of it but the line with the licence. */
    static String shown(String source, @Nullable String region, String version) {
        List<String> lines = read(ROOT.resolve(source)).replace("@project.version@", version).lines().toList();
        int start = region == null ? (lines.getFirst().startsWith("// SPDX") ? 1 : 0) : start(lines, region) + 1;
        int end = region == null ? lines.size() : indexOf(lines, start, "@end");
        return String.join("\n", lines.subList(start, end)).stripIndent() + "\n";
    }

    private static int start(List<String> lines, String region) {
        return indexOf(lines, 0, "@start region=\"" + region + "\"");
    }

    private static int indexOf(List<String> lines, int from, String marker) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).contains(marker)) {
                return i;
            }
        }
        throw new AssertionError(marker + " is missing");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
