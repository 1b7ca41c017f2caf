// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.stress.CodeSource;
import dev.stillpoint.stress.structure.PackageGraph.Arrow;
import dev.stillpoint.stress.structure.violation.Ping;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, packages, arrows and knots are read from class files as they are. */
class PackageGraphTest {

    private static final String PACKAGE = "dev/stillpoint/stress/structure/violation";

    @TempDir
    Path folder;

    @Test
    void aCycleOfTwoFilesIsFound() throws IOException, URISyntaxException {
        PackageGraph graph = PackageGraph.read(List.of(fixture()));

        assertThat(graph.knotLines()).containsExactly("stress.structure.violation, 2 files: Ping, Pong");
        assertThat(graph.packages().get("stress.structure.violation").files()).containsExactly("Ping", "Pong");
        assertThat(graph.summary()).contains("the largest has 2");
        assertThat(PackagePicture.draw(List.of(folder.resolve("classes")), graph)).contains("2 files, a knot of 2");
    }

    @Test
    void aJarIsReadLikeAFolder() throws IOException, URISyntaxException {
        Path classes = fixture();
        Path jar = folder.resolve("classes.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.list(classes.resolve(PACKAGE))) {
            for (Path file : files.toList()) {
                out.putNextEntry(new JarEntry(PACKAGE + "/" + file.getFileName()));
                out.write(Files.readAllBytes(file));
            }
        }

        assertThat(PackageGraph.read(List.of(jar))).isEqualTo(PackageGraph.read(List.of(classes)));
    }

    /** A folder with the classes of the two files that know each other, and no others. */
    private Path fixture() throws IOException, URISyntaxException {
        Path classes = folder.resolve("classes");
        Files.createDirectories(classes.resolve(PACKAGE));
        Path compiled = CodeSource.of(Ping.class);
        try (Stream<Path> files = Files.list(compiled.resolve(PACKAGE))) {
            for (Path file : files.toList()) {
                Files.write(classes.resolve(PACKAGE).resolve(file.getFileName().toString()), Files.readAllBytes(file));
            }
        }
        return classes;
    }

    @Test
    void aFolderWithoutClassesIsRefused() {
        assertThatThrownBy(() -> PackageGraph.read(List.of(folder))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theArrowThatClosesACycleGoesUp() {
        PackageGraph graph = PackageGraph.of(new FileGraph(Map.of("top.A", Set.of("middle.B", "ground.D"), "top.B",
                Set.of("middle.B"), "middle.B", Set.of("ground.D"), "middle.C", Set.of("ground.D"), "ground.D",
                Set.of("top.A"))));

        assertThat(graph.knots()).containsExactly(List.of("ground", "middle", "top"));
        assertThat(graph.up()).containsExactly(new Arrow("ground", "top"));
        assertThat(graph.floors()).isEqualTo(Map.of("ground", 0, "middle", 1, "top", 2));
        assertThat(graph.downNotImplied()).containsExactly(new Arrow("middle", "ground"), new Arrow("top", "middle"));
        assertThat(graph.summary()).contains("1: ground -> top (1)", "3 (ground, middle, top)");
    }

    @Test
    void aPackageStandsCloseBelowItsUsers() {
        PackageGraph graph = PackageGraph.of(new FileGraph(Map.of("top.A", Set.of("middle.B", "aside.E"), "middle.B",
                Set.of("ground.D"), "ground.D", Set.of(), "aside.E", Set.of())));

        assertThat(graph.floors()).isEqualTo(Map.of("ground", 0, "aside", 1, "middle", 1, "top", 2));
    }
}
