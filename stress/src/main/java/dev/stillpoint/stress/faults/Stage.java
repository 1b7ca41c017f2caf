// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.stress.CodeSource;
import dev.stillpoint.stress.structure.ClassFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;

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
        } catch (ReflectiveOperationException | IOException | URISyntaxException e) {
            throw new IllegalStateException("the libraries cannot be loaded once more", e);
        }
    }

    private static boolean isLibrary(String name) {
        return LIBRARIES.stream().anyMatch(name::startsWith) && !name.startsWith(FIXTURE)
                && !name.startsWith("dev.stillpoint.reclaim.escape.");
    }

    /** The classes of the main sources. In the jar of the program both libraries lie together. */
    private static List<String> libraryClasses() throws IOException, URISyntaxException {
        List<String> found = new ArrayList<>();
        for (Path root : new LinkedHashSet<>(
                List.of(CodeSource.of(CarrierScheduler.class), CodeSource.of(Reclaimer.class)))) {
            found.addAll(ClassFiles.names(root));
        }
        return found.stream().filter(Stage::isLibrary).filter(name -> !name.contains(".replay.")).toList();
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
