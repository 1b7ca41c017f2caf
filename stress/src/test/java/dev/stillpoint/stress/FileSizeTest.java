// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No large file enters the repository: what is in its history once is fetched with every clone for ever. */
class FileSizeTest {

    private static final long LIMIT = 200_000;

    @TempDir
    Path folder;

    private SourceTree tree;

    @BeforeEach
    void aTreeWithFilesOfBothKinds() throws IOException {
        tree = new SourceTree(folder.toRealPath());
        write("small", LIMIT);
        write("docs/large.json", LIMIT + 1);
        write("module/target/made-by-the-build", LIMIT + 1);
    }

    private void write(String file, long bytes) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.write(folder.resolve(file), new byte[Math.toIntExact(bytes)]);
    }

    @Test
    void noFileOfThisRepositoryIsAboveTheLimit() throws IOException {
        SourceTree repository = new SourceTree(Path.of("..").toRealPath());

        assertThat(repository.files()).contains(repository.root().resolve("pom.xml"));
        assertThat(repository.filesAbove(LIMIT)).as("""
                Files with more than %,d bytes do not enter the repository.
                - Results of JMH: record them as docs/benchmarks/README.md says, and commit what is recorded.
                - Other data: let the build fetch or make it, or keep a part of it that says as much.
                - What is here by accident: delete it, or name it in .gitignore.
                """, LIMIT).isEmpty();
    }

    @Test
    void filesAboveTheLimitAreNamedWithTheirSizes() throws IOException {
        assertThat(tree.filesAbove(LIMIT)).containsExactly("docs/large.json has 200,001 bytes");
    }

    @Test
    void withGitTrackedFilesCountAndIgnoredOnesDoNot() throws IOException {
        assumeTrue(tree.git("init", "--quiet").isPresent(), "needs git");
        write(".gitignore", 0);
        Files.writeString(folder.resolve(".gitignore"), "target/\n*.jfr\nlarge.*\n");
        write("ignored.jfr", LIMIT + 1);
        write("not-yet-added", LIMIT + 1);
        write("deleted", LIMIT + 1);
        assertThat(tree.git("add", "--force", "docs/large.json", "deleted")).isPresent();
        Files.delete(folder.resolve("deleted"));

        assertThat(tree.filesAbove(LIMIT)).containsExactlyInAnyOrder("docs/large.json has 200,001 bytes",
                "not-yet-added has 200,001 bytes");
    }

    @Test
    void whereGitRefusesAllFilesCountButWhatTheBuildMade() throws IOException {
        Files.writeString(folder.resolve(".git"), "gitdir: nowhere\n");
        write("not-yet-added", LIMIT + 1);

        assertThat(tree.git("status")).isEmpty();
        assertThat(tree.files()).extracting(file -> tree.root().relativize(file).toString())
                .containsExactlyInAnyOrder("small", "docs/large.json", "not-yet-added");
        assertThat(tree.filesAbove(LIMIT)).containsExactlyInAnyOrder("docs/large.json has 200,001 bytes",
                "not-yet-added has 200,001 bytes");
    }
}
