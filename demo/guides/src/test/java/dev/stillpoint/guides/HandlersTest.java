// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.guides.caffeine.BlockCache;
import dev.stillpoint.guides.load.PlainServer;
import dev.stillpoint.guides.load.ReloadsUnderLoad;
import dev.stillpoint.guides.scopes.SideBySide;
import dev.stillpoint.reclaim.BacklogLimits;
import dev.stillpoint.reclaim.BacklogLimits.WhenFull;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What handlers of the guides do besides reading a table. */
@Timeout(300)
class HandlersTest {

    private static final int CACHE_USERS = 40;
    private static final int READS = 500;

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

    /**
     * The listener of the cache runs under a lock that readers inside sections want, too. If it waited for room, nobody
     * would go on: this test did not end with {@code retire} in the cache.
     */
    @Test
    void aCacheWhoseReclaimerIsFullDoesNotWaitForItsReaders() {
        QuarantineAllocator allocator = new QuarantineAllocator();
        BacklogLimits limits = BacklogLimits.defaults().withFull(4 * Long.BYTES, 4, WhenFull.WAIT);
        Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withLimits(limits));
        AtomicLong right = new AtomicLong();
        try (allocator; reclaimer;
                BlockCache cache = new BlockCache(reclaimer, 16 * Long.BYTES, article -> {
                    NativeBlock price = allocator.allocate(Long.BYTES);
                    price.segment().setAtIndex(JAVA_LONG, 0, article);
                    return price;
                });
                CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(2))) {
            for (int i = 0; i < CACHE_USERS; i++) {
                scheduler.start(() -> {
                    for (int j = 0; j < READS; j++) {
                        int article = ThreadLocalRandom.current().nextInt(64);
                        // Inside a section it reads what another one drops, loads, and so drops itself.
                        right.addAndGet(ScopedQsbr.read(() -> {
                            long first = cache.cents(article, 0);
                            Thread.yield();
                            return first == article && cache.cents(article + 1, 0) == article + 1 ? 1 : 0;
                        }));
                        cache.reload(article);
                    }
                });
            }
        }

        assertThat(right.get()).isEqualTo((long) CACHE_USERS * READS);
        assertThat(reclaimer.statistics().reclaimedObjects()).isEqualTo(reclaimer.statistics().retiredObjects())
                .isGreaterThan(1000);
        assertThat(allocator.allocatedBytes()).isZero();
    }
}
