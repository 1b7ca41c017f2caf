// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Both libraries and the scenes, loaded once more and with points for errors. */
final class Stage {

    /** The scenes of the libraries. */
    static final String PRODUCT = "dev.stillpoint.stress.faults.scene.Scenes";
    private static final List<String> LIBRARIES = List.of("dev.stillpoint.scheduler.", "dev.stillpoint.reclaim.");
    private static final String FIXTURE = "dev.stillpoint.scheduler.fixture.";
    private static final String SCENE = "dev.stillpoint.stress.faults.scene.";

    private final long oldestThread;
    private final List<? extends Scene> scenes;

    private Stage(long oldestThread, List<? extends Scene> scenes) {
        this.oldestThread = oldestThread;
        this.scenes = scenes;
    }

    /**
     * Loads everything, and initialises it: an error in a class initialiser is for good.
     *
     * @param suppliedBy a class beside the scenes that supplies some
     */
    static Stage build(String suppliedBy) {
        FaultyClasses loader = new FaultyClasses(name -> isLibrary(name) || name.startsWith(SCENE), Stage::isLibrary);
        long oldest = Thread.ofPlatform().unstarted(() -> {
        }).threadId();
        try {
            // This one opens what others extend.
            Class.forName("dev.stillpoint.scheduler.jdk.JdkAccess", true, loader);
            for (String name : libraryClasses()) {
                Class.forName(name, true, loader);
            }
            Supplier<?> made = (Supplier<?>) loader.newInstance(suppliedBy);
            return new Stage(oldest, ((List<?>) made.get()).stream().map(Scene.class::cast).toList());
        } catch (ReflectiveOperationException | IOException e) {
            throw new IllegalStateException("the libraries cannot be loaded once more", e);
        }
    }

    private static boolean isLibrary(String name) {
        return LIBRARIES.stream().anyMatch(name::startsWith) && !name.startsWith(FIXTURE)
                && !name.startsWith("dev.stillpoint.reclaim.escape.");
    }

    /** The classes of the main sources: of the two places where the class {@code Carrier} and the like come from. */
    private static List<String> libraryClasses() throws IOException {
        Stream<String> found = Stream.empty();
        for (String marker : List.of("dev/stillpoint/scheduler/CarrierScheduler.class",
                "dev/stillpoint/reclaim/Reclaimer.class")) {
            found = Stream.concat(found, classesBeside(marker).stream());
        }
        return found.distinct().filter(Stage::isLibrary).filter(name -> !name.contains(".replay.")).toList();
    }

    private static List<String> classesBeside(String marker) throws IOException {
        try {
            URI place = Objects.requireNonNull(Stage.class.getClassLoader().getResource(marker), marker).toURI();
            if (place.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                    return classesUnder(jar.getPath("/"));
                }
            }
            // From the class file up to where the packages begin.
            return classesUnder(Path.of(place).resolve("../".repeat(marker.split("/").length)).normalize());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static List<String> classesUnder(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString()).filter(file -> file.endsWith(".class"))
                    .filter(file -> !file.endsWith("package-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.')).toList();
        }
    }

    /** Threads with lower identifiers belong to another stage. */
    long oldestThread() {
        return oldestThread;
    }

    List<String> names() {
        return scenes.stream().map(Scene::name).toList();
    }

    Scene scene(String name) {
        return scenes.stream().filter(scene -> scene.name().equals(name)).findFirst().orElseThrow();
    }
}
