// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A visitor that fails on its way in or out is counted exactly when it knows it, and one that ended is left once. */
class VisitorErrorsTest {

    private static final String PACKAGE = GracePeriods.class.getPackageName();

    /** What visitors run, and a driver for those that ended. */
    static Set<Class<?>> visiting() {
        Set<Class<?>> classes = new HashSet<>(
                List.of(GracePeriods.class, Visitors.class, Visitor.class, VisitorRegistry.class,
                        VisitorRecords.class));
        classes.addAll(Arrays.asList(Visitor.class.getDeclaredClasses()));
        classes.addAll(Arrays.asList(VisitorRegistry.class.getDeclaredClasses()));
        return classes;
    }

    @Test
    void whereverAVisitorRunsOutOfMemoryItIsCountedAsItKnows() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, visiting(), Points.ALLOCATIONS, FailingVisitor.OutOfMemory.class))
                .isEmpty();
    }

    @Test
    void whereverAVisitorOverflowsItsStackItIsCountedAsItKnows() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, visiting(), Points.CALLS, FailingVisitor.AtTheStackEnd.class))
                .isEmpty();
    }
}
