// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.memory.raw.CLibrary;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wherever allocating and freeing run out of memory, or of stack, no native memory is lost, none is used twice, and the
 * figures are right.
 */
@Timeout(120)
class MemoryErrorsTest {

    private static final String PACKAGE = BlockAllocator.class.getPackageName();
    private static final Set<Class<?>> ALLOCATING = withNested(MallocAllocator.class, SlabAllocator.class,
            SlabClass.class, Slot.class, FreeStacks.class, SizeClasses.class, Pages.class, NativeBlock.class,
            MemoryCounters.class, CLibrary.class, QuarantineAllocator.class, ProcessSlabs.class,
            ReclaimableArena.class);

    private static Set<Class<?>> withNested(Class<?>... types) {
        return Stream.of(types).flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())))
                .collect(Collectors.toSet());
    }

    private static void requireNothingWrong(Class<? extends Callable<List<String>>> onAFullHeap,
            Class<? extends Callable<List<String>>> atTheStackEnd) throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, ALLOCATING, Points.ALLOCATIONS, onAFullHeap)).isEmpty();
        assertThat(FaultyClasses.play(PACKAGE, ALLOCATING, Points.CALLS, atTheStackEnd)).isEmpty();
    }

    @Test
    void mallocLosesNothing() throws Exception {
        requireNothingWrong(FailingAllocations.MallocOnAFullHeap.class, FailingAllocations.MallocAtTheStackEnd.class);
    }

    @Test
    void slabsLoseNeitherSlotsNorSlabs() throws Exception {
        requireNothingWrong(FailingAllocations.SlabsOnAFullHeap.class, FailingAllocations.SlabsAtTheStackEnd.class);
    }

    @Test
    void theSlabsOfTheProcessLoseNothing() throws Exception {
        requireNothingWrong(FailingAllocations.ProcessSlabsOnAFullHeap.class,
                FailingAllocations.ProcessSlabsAtTheStackEnd.class);
    }

    @Test
    void theQuarantineLosesNothing() throws Exception {
        requireNothingWrong(FailingAllocations.QuarantineOnAFullHeap.class,
                FailingAllocations.QuarantineAtTheStackEnd.class);
    }

    @Test
    void arenasLoseNothing() throws Exception {
        requireNothingWrong(FailingArenas.OnAFullHeap.class, FailingArenas.AtTheStackEnd.class);
    }

    /** The whole library is loaded once more, because the checked mode is chosen when it is loaded. */
    @ParameterizedTest
    @ValueSource(strings = {"malloc", "slabs"})
    void inCheckedModeNothingIsLostEither(String allocator) throws Exception {
        boolean malloc = allocator.equals("malloc");
        String everything = "dev.stillpoint.reclaim";
        System.setProperty("stillpoint.checked", "true");
        try {
            assertThat(FaultyClasses.play(everything, ALLOCATING, Points.ALLOCATIONS,
                    malloc ? FailingAllocations.MallocOnAFullHeap.class : FailingAllocations.SlabsOnAFullHeap.class))
                    .isEmpty();
            assertThat(FaultyClasses.play(everything, ALLOCATING, Points.CALLS,
                    malloc ? FailingAllocations.MallocAtTheStackEnd.class
                            : FailingAllocations.SlabsAtTheStackEnd.class))
                    .isEmpty();
        } finally {
            System.clearProperty("stillpoint.checked");
        }
    }
}
