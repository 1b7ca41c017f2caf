// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import static dev.stillpoint.guides.load.PlainServer.serve;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.guides.load.ReloadsUnderLoad;
import dev.stillpoint.guides.load.ReloadsUnderLoad.Running;
import dev.stillpoint.guides.scopes.SideBySide;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load notices handlers that do it wrongly. */
@Timeout(300)
class BrokenHandlersTest {

    /** It depends on when the version is freed: before the first price is read, or between two. */
    @Test
    void readingOutsideASection() {
        assertThatThrownBy(() -> ReloadsUnderLoad.onCarriers((threads, prices) -> serve(threads, prices,
                (source, articles) -> source.get().list(articles)))).isInstanceOf(AssertionError.class)
                .hasMessageFindingMatch("a price of version|asked for");
    }

    @Test
    void readingOneRequestInTwoSections() {
        assertThatThrownBy(() -> ReloadsUnderLoad.onCarriers((threads, prices) -> serve(threads, prices,
                (source, articles) -> {
                    int comma = articles.indexOf(',');
                    String first = ScopedQsbr.read(() -> source.get().list(articles.substring(0, comma)));
                    return first + "," + ScopedQsbr.read(() -> source.get().list(articles.substring(comma + 1)));
                }))).isInstanceOf(AssertionError.class).hasMessageContaining("asked for");
    }

    @Test
    void readingEachArticleInASectionOfItsOwn() {
        assertThatThrownBy(() -> ReloadsUnderLoad.onCarriers((threads, prices) -> serve(threads, prices,
                SideBySide::listEach))).isInstanceOf(AssertionError.class).hasMessageContaining("asked for");
    }

    @Test
    void answeringFromAVersionThatWasKept() {
        AtomicReference<Snapshot<Prices>> kept = new AtomicReference<>();
        assertThatThrownBy(() -> ReloadsUnderLoad.onCarriers((threads, prices) -> {
            kept.set(prices.snapshot());
            return serve(threads, prices, (source, articles) -> kept.get().get().list(articles));
        })).isInstanceOf(AssertionError.class).hasMessageContaining("bytes not freed");
    }

    @Test
    void runningElsewhere() {
        assertThatThrownBy(() -> ReloadsUnderLoad.onCarriers((threads, prices) -> {
            ExecutorService elsewhere = Executors.newVirtualThreadPerTaskExecutor();
            Running running = serve(elsewhere, prices,
                    (source, articles) -> ScopedQsbr.read(() -> source.get().list(articles)));
            // They end in time: a reader that comes too late would be a flaw of another kind.
            return new Running(running.port(), () -> {
                try (elsewhere) {
                    running.server().close();
                }
            });
        })).isInstanceOf(AssertionError.class).hasMessageContaining("reads on carriers");
    }
}
