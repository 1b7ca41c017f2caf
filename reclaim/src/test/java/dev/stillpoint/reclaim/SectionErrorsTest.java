// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.carrier.Registers;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A reader that overflows its stack while a section begins or ends, at whatever call. */
class SectionErrorsTest {

    private static final Set<Class<?>> SECTIONS =
            Set.of(ScopedQsbr.class, ReadGuard.class, GracePeriods.class, Registers.class);

    @Test
    void whereverASectionFailsToBeginTheNextOneHasTheNewestStamp() throws Exception {
        assertThat(FaultyClasses.play("dev.stillpoint", SECTIONS, Points.CALLS, FailingSections.class)).isEmpty();
    }
}
