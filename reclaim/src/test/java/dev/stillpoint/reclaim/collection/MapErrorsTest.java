// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wherever an operation of a map runs out of memory, or of stack, the map is as before and no memory is lost. */
@Timeout(240)
class MapErrorsTest {

    private static final String PACKAGE = OffHeapMap.class.getPackageName();
    private static final Set<Class<?>> FAULTY = Stream
            .of(OffHeapMap.class, Entries.class, NodeStructure.class, Change.class, Buckets.class, BucketTable.class,
                    Shrinking.class,
                    HashList.class, Node.class, NodeMemory.class, RetiredNode.class, Keys.class, KeyBytes.class,
                    Encoding.class,
                    StringCodec.class)
            .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())))
            .collect(Collectors.toSet());

    @Test
    void onAFullHeapNothingChangesAndNothingIsLost() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, FAULTY, Points.ALLOCATIONS, FailingMap.OnAFullHeap.class)).isEmpty();
        assertThat(FaultyClasses.play(PACKAGE, FAULTY, Points.ALLOCATIONS, FailingMap.FreeingOnAFullHeap.class))
                .isEmpty();
    }

    /** Freeing what a map has makes no object. */
    @Test
    void closingLosesNothingAndFreesNothingTwice() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, FAULTY, Points.CALLS, FailingMap.ClosingAtTheStackEnd.class)).isEmpty();
    }

    @Test
    void atTheStackEndNothingChangesAndNothingIsLost() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, FAULTY, Points.CALLS, FailingMap.AtTheStackEnd.class)).isEmpty();
        assertThat(FaultyClasses.play(PACKAGE, FAULTY, Points.CALLS, FailingMap.FreeingAtTheStackEnd.class)).isEmpty();
    }
}
