// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.stress.CodeSource;
import dev.stillpoint.stress.ordering.OrderedCode.Access;
import dev.stillpoint.stress.ordering.OrderedCode.Member;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/memory-ordering.md} and the code of the two libraries name each other, and leave nothing out. */
class MemoryOrderingPageTest {

    private static final Path ROOT = root();
    private static final Path PAGE = ROOT.resolve("docs", "memory-ordering.md");
    private static final List<Path> SOURCES = List.of(ROOT.resolve("scheduler", "src", "main", "java"),
            ROOT.resolve("reclaim", "src", "main", "java"));

    private static OrderedCode code;
    private static OrderingPage page;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        code = OrderedCode.read(List.of(CodeSource.of(CarrierScheduler.class), CodeSource.of(Reclaimer.class)));
        page = OrderingPage.parse(Files.readAllLines(PAGE));
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs", "memory-ordering.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the page lies in no folder above this one");
        }
        return folder;
    }

    @Test
    void theCodeIsFound() {
        assertThat(code.shared()).hasSizeGreaterThan(80);
        assertThat(code.accesses()).hasSizeGreaterThan(80);
    }

    @Test
    void everySharedFieldIsOnThePage() {
        assertThat(OrderingPage.unnamed(code.shared(), page.fields())).as("missing in the table of fields").isEmpty();
    }

    @Test
    void everyMethodWithAFenceIsOnThePage() {
        assertThat(OrderingPage.unnamed(fenced(), page.fences())).as("missing in the table of fences").isEmpty();
    }

    @Test
    void thePageNamesOnlyWhatThereIs() {
        assertSoftly(softly -> {
            softly.assertThat(OrderingPage.stale(page.fields(), code.members())).as("no such fields").isEmpty();
            softly.assertThat(OrderingPage.stale(page.fences(), fenced())).as("no such methods with fences").isEmpty();
            softly.assertThat(OrderingPage.stale(page.mentioned(), code.members())).as("no such members").isEmpty();
        });
    }

    @Test
    void everyAccessSaysWhatItPairsWith() throws IOException {
        Map<String, List<Access>> accesses = code.accesses().stream().collect(Collectors.groupingBy(Access::source));
        List<String> missing = new ArrayList<>();
        List<String> stale = new ArrayList<>();
        for (Path folder : SOURCES) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    PairComments comments = new PairComments(name, Files.readAllLines(file));
                    missing.addAll(comments.missing(accesses.getOrDefault(name, List.of())));
                    stale.addAll(comments.stale(code.members()));
                    accesses.remove(name);
                }
            }
        }
        assertSoftly(softly -> {
            softly.assertThat(accesses).as("accesses whose source is not found").isEmpty();
            softly.assertThat(missing).as("accesses without a comment").isEmpty();
            softly.assertThat(stale).as("comments that name nothing").isEmpty();
        });
    }

    private static Set<Member> fenced() {
        return code.accesses().stream().filter(Access::isFence).map(Access::method)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
