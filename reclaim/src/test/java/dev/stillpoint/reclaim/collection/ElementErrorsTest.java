// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.ChangedCalls;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wherever an operation of a stack, a queue or a sorted set runs out of memory, or of stack, the structure is as before
 * and no memory is lost.
 */
@Timeout(240)
class ElementErrorsTest {

    private static final String PACKAGE = OffHeapStack.class.getPackageName();
    private static final Set<Class<?>> FAULTY = Stream
            .of(OffHeapStack.class, OffHeapQueue.class, OffHeapSortedSet.class, Elements.class, NodeStructure.class,
                    Change.class, HashList.class,
                    Node.class, NodeMemory.class, RetiredNode.class, KeyBytes.class,
                    Encoding.class, StringCodec.class)
            .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())))
            .collect(Collectors.toSet());

    @ParameterizedTest
    @ValueSource(classes = {FailingElements.StackOnAFullHeap.class, FailingElements.QueueOnAFullHeap.class,
            FailingElements.SortedSetOnAFullHeap.class})
    void onAFullHeapNothingChangesAndNothingIsLost(Class<? extends Callable<List<String>>> scenario) throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, FAULTY, Points.ALLOCATIONS, scenario)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {FailingElements.StackAtTheStackEnd.class, FailingElements.QueueAtTheStackEnd.class,
            FailingElements.SortedSetAtTheStackEnd.class})
    void atTheStackEndNothingChangesAndNothingIsLost(Class<? extends Callable<List<String>>> scenario)
            throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, FAULTY, Points.CALLS, scenario)).isEmpty();
    }

    /** Nobody has what was not created, so its memory cannot be asked for: the calls are counted. */
    @Test
    void whatIsNotCreatedHasNoMemory() throws Exception {
        ChangedCalls loader = new ChangedCalls(ElementErrorsTest.class.getPackageName(),
                Map.of("NodeMemory.allocate", "allocate", "NodeMemory.free", "free",
                        "Words.set", "write", "AtomicLongArray.set", "write"),
                FailingCreation.class);
        Class<? extends Callable<List<String>>> scenario = FailingCreation.class;
        Callable<List<String>> played = loader.newInstance(scenario);
        assertThat(played.call()).isEmpty();
        assertThat(loader.unused()).as("calls that are not there").isEmpty();
    }
}
