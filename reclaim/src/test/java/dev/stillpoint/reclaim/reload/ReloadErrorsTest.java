// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wherever reloading runs out of memory, or of stack, no memory is lost and a good version is in service. */
@Timeout(120)
class ReloadErrorsTest {

    private static final String PACKAGE = Reloadable.class.getPackageName();
    private static final Set<Class<?>> LOADING = Set.of(Reloadable.class, VersionLoader.class, FileMemory.class,
            FileStamp.class, ReloadException.class);

    @Test
    void whereverReloadingRunsOutOfMemoryNothingIsLost() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, LOADING, Points.ALLOCATIONS, FailingReloads.OnAFullHeap.class))
                .isEmpty();
    }

    @Test
    void whereverReloadingOverflowsItsStackNothingIsLost() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, LOADING, Points.CALLS, FailingReloads.AtTheStackEnd.class)).isEmpty();
    }
}
