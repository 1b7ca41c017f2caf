// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.BacklogLimits;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.scheduler.Compensation;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code docs/sizing.md} says of defaults and of memory that waits. */
class SizesTest {

    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "../../docs/sizing.md");

    @Test
    void theDefaultsAreThoseOfTheCode() throws IOException {
        SchedulerConfig scheduler = SchedulerConfig.defaults();
        Compensation spares = scheduler.compensation();
        ReclaimerConfig reclaimer = ReclaimerConfig.defaults();
        Map<String, String> defaults = Map.of(
                "`SchedulerConfig.withQueueCapacity`", scheduler.queueCapacity() + " threads",
                "`Compensation.withMaxSpares`", String.valueOf(spares.maxSpares()),
                "`Compensation.withBlockingLimit`", text(spares.blockingLimit()),
                "`Compensation.withStuckLimit`", text(spares.stuckLimit()),
                "`Compensation.withKeepAlive`", text(spares.keepAlive()),
                "`BacklogLimits`, nudge", text(reclaimer.limits().nudge()),
                "`BacklogLimits`, force", text(reclaimer.limits().force()),
                "`BacklogLimits`, full", text(reclaimer.limits().full()),
                "`ReclaimerConfig.withForceAfter`", text(reclaimer.forceAfter()),
                "`ReclaimerConfig.withStallAfter`", text(reclaimer.stallAfter()));
        String page = Files.readString(PAGE);

        assertThat(defaults).allSatisfy(
                (setting, value) -> assertThat(page).contains("| %s | %s |".formatted(setting, value)));
        assertThat(scheduler.carriers()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    private static String text(Duration duration) {
        return duration.toMillis() < 1000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }

    private static String text(BacklogLimits.Limit limit) {
        return limit.equals(BacklogLimits.Limit.NONE)
                ? "none"
                : "%d MiB or %d objects".formatted(limit.bytes() >> 20, limit.objects());
    }

    /** One version in service, and one for each replacement since the longest section began. */
    @Test
    void aReaderKeepsWhatWasRetiredSinceItsSectionBegan() throws InterruptedException {
        try (QuarantineAllocator memory = new QuarantineAllocator(); Reclaimer reclaimer = Sizes.boundedReclaimer()) {
            NativeBlock first = memory.allocate(4096);
            long size = first.byteSize();
            try (QsbrReference<NativeBlock> table = QsbrReference.of(reclaimer, first)) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    assertThat(table.get(guard).byteSize()).isEqualTo(size);
                    for (int i = 0; i < 5; i++) {
                        table.replace(memory.allocate(4096));
                    }
                    assertThat(reclaimer.unreclaimedBytes()).isEqualTo(5 * size);
                    assertThat(memory.allocatedBytes()).isEqualTo(6 * size);
                }
                reclaimer.barrier();
                assertThat(memory.allocatedBytes()).isEqualTo(size);
            }
        }
    }
}
