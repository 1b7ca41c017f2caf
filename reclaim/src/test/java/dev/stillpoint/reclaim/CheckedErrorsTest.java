// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.checked.GuardLeaks;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.reclaim.checked.Trace;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Wherever an error strikes while the checked mode takes its notes, they are taken back with what they were for. */
@Tag("checked")
class CheckedErrorsTest {

    @Test
    void whereverACallerRunsOutOfMemoryItsObjectIsItsOwnOrIsFreedOnce() throws Exception {
        Class<?> notes = Class.forName(RetireLedger.class.getPackageName() + ".WeakIdentityMap");
        assertThat(FaultyClasses.play(Reclaimer.class.getPackageName(),
                Set.of(Reclaimer.class, QsbrReference.class, Snapshot.class, RetireLedger.class, Trace.class,
                        GuardLeaks.class, notes),
                Points.ALLOCATIONS, FailingCallers.OutOfMemory.class)).isEmpty();
    }
}
