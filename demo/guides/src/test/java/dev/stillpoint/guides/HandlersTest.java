// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.guides.caffeine.BlockCache;
import dev.stillpoint.guides.load.PlainServer;
import dev.stillpoint.guides.load.ReloadsUnderLoad;
import dev.stillpoint.guides.scopes.SideBySide;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What handlers of the guides do besides reading a table. */
@Timeout(300)
class HandlersTest {

    @Test
    void tasksOfAScopeShareTheSectionOfTheirHandler() throws Exception {
        ReloadsUnderLoad.onCarriers((threads, prices) -> PlainServer.serve(threads, prices, SideBySide::list));
    }

    /** So few blocks fit that nearly every look-up drops one, which others may be reading. */
    @Test
    void blocksThatACacheDropsStayUntilTheirReadersHaveLeft() throws Exception {
        int days = 365;
        QuarantineAllocator allocator = new QuarantineAllocator();
        Reclaimer reclaimer = Reclaimer.create();
        try (allocator; reclaimer;
                BlockCache cache = new BlockCache(reclaimer, 8L * days * Long.BYTES, article -> {
                    NativeBlock year = allocator.allocate((long) days * Long.BYTES);
                    for (int day = 0; day < days; day++) {
                        year.segment().setAtIndex(JAVA_LONG, day, article * 1000L + day);
                    }
                    return year;
                })) {
            ReloadsUnderLoad.onCarriers((threads, prices) -> PlainServer.serve(threads, prices, (source, articles) -> {
                for (int i = 0; i < 10; i++) {
                    int article = ThreadLocalRandom.current().nextInt(16);
                    int day = ThreadLocalRandom.current().nextInt(days);
                    assertThat(cache.cents(article, day)).isEqualTo(article * 1000L + day);
                    if (i == 0) {
                        cache.reload(article);
                    }
                }
                return ScopedQsbr.read(() -> source.get().list(articles));
            }));
        }

        assertThat(reclaimer.statistics().reclaimedObjects()).isEqualTo(reclaimer.statistics().retiredObjects())
                .isGreaterThan(1000);
        assertThat(allocator.allocatedBytes()).isZero();
    }
}
