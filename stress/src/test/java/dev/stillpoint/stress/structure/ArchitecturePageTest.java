// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.escape.EscapeScanner;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.stress.CodeSource;
import dev.stillpoint.stress.structure.PackageGraph.Arrow;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} and its picture say what the class files of the libraries say, no more and no less. */
class ArchitecturePageTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final String AGAIN = "docs/architecture.md says how to draw and to print it again";

    private static final List<Path> ROOTS = new ArrayList<>();
    private static FileGraph files;
    private static PackageGraph packages;
    private static ArchitecturePage page;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        for (Class<?> type : List.of(CarrierScheduler.class, Reclaimer.class, EscapeScanner.class)) {
            Path root = CodeSource.of(type);
            if (!ROOTS.contains(root)) {
                ROOTS.add(root);
            }
        }
        files = FileGraph.read(ROOTS);
        packages = PackageGraph.of(files);
        page = ArchitecturePage.read(DOCS.resolve("architecture.md"));
    }

    // -- arrows

    @Test
    void thePageListsTheArrowsOfTheClassFiles() {
        assertThat(page.wrongArrows(packages)).as(AGAIN).isEmpty();
        assertThat(packages.arrows()).hasSizeGreaterThan(40);
    }

    @Test
    void anArrowThatIsNotOnThePageIsFound() {
        Arrow madeUp = new Arrow("scheduler.task", "scheduler.queue");
        Map<Arrow, Integer> more = new TreeMap<>(packages.arrows());
        more.put(madeUp, 1);

        assertThat(page.wrongArrows(withArrows(more))).containsExactly("only in the classes: " + madeUp);
    }

    @Test
    void anArrowThatIsOnThePageOnlyIsFound() {
        Map<Arrow, Integer> fewer = new TreeMap<>(packages.arrows());
        fewer.remove(new Arrow("scheduler.pool", "scheduler.worker"));

        assertThat(page.wrongArrows(withArrows(fewer)))
                .containsExactly("only on the page: scheduler.pool -> scheduler.worker");
    }

    private static PackageGraph withArrows(Map<Arrow, Integer> arrows) {
        return new PackageGraph(packages.packages(), arrows, List.of(), Set.of());
    }

    @Test
    void noArrowGoesUp() {
        assertThat(packages.up()).isEmpty();
        assertThat(packages.knots()).isEmpty();
    }

    // -- knots

    @Test
    void thePageListsTheKnotsOfTheClassFiles() {
        assertThat(page.wrongKnots(packages)).as(AGAIN).isEmpty();
        assertThat(page.block("summary")).as(AGAIN).isEqualTo(packages.summary().lines().toList());
    }

    @Test
    void aKnotThatIsNotOnThePageIsFound() {
        Map<String, Set<String>> tied = new TreeMap<>(files.uses());
        String inbox = "dev.stillpoint.scheduler.queue.TaskInbox";
        Set<String> upward = new TreeSet<>(tied.get(inbox));
        upward.add("dev.stillpoint.scheduler.queue.SharedQueue");
        tied.put(inbox, upward);

        assertThat(page.wrongKnots(PackageGraph.of(new FileGraph(tied))))
                .containsExactly("only in the classes: scheduler.queue, 2 files: SharedQueue, TaskInbox");
    }

    // -- pictures and words

    @Test
    void thePictureIsWhatIsDrawnToday() throws IOException {
        assertThat(Files.readString(DOCS.resolve("architecture.svg"))).as(AGAIN)
                .isEqualTo(PackagePicture.draw(ROOTS, packages));
    }

    @Test
    void theMethodsThatThePageNamesAreThere() throws IOException {
        assertThat(page.missingMethods(ROOTS)).isEmpty();
    }

    @Test
    void aMethodThatIsNotThereIsFound() throws IOException {
        ArchitecturePage wrong = new ArchitecturePage(List.of("1. `Task.run` calls `Task.walk` and `Nobody.run`."));

        assertThat(wrong.missingMethods(ROOTS)).containsExactly("Task.walk", "Nobody.run");
    }
}
