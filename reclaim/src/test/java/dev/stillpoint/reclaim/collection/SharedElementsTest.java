// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.ChangedCalls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many threads on one stack, queue or sorted set find nothing wrong. The same threads find out each variant that is
 * broken on purpose.
 */
@Timeout(240)
class SharedElementsTest {

    private enum Structure {
        STACK(SharedElements.Stack.class), QUEUE(SharedElements.Queue.class), SORTED_SET(SharedSortedSet.class);

        private final Class<? extends Callable<List<String>>> scenario;

        Structure(Class<? extends Callable<List<String>>> scenario) {
            this.scenario = scenario;
        }

        /** What happens seldom happens more often. */
        private Map<String, String> provocations() {
            return switch (this) {
                case STACK -> Map.of();
                case QUEUE -> Map.of("AtomicLongArray.compareAndSet", "lazyTail");
                case SORTED_SET -> Map.of("HashList.unlink", "unlinkSometimes");
            };
        }

        List<String> play(Map<String, String> brokenCalls) throws Exception {
            Map<String, String> all = new HashMap<>(
                    Map.of("NodeMemory.free", "poison", "Words.getAcquire", "checkedRead"));
            all.putAll(provocations());
            all.putAll(brokenCalls);
            ChangedCalls loader = new ChangedCalls(SharedElementsTest.class.getPackageName(), all, CheckedNodes.class);
            List<String> wrong = loader.newInstance(scenario).call();
            assertThat(loader.unused()).as("calls that are not there").isEmpty();
            return wrong;
        }
    }

    @Test
    void nothingGoesWrong() throws Exception {
        for (Structure structure : Structure.values()) {
            assertThat(structure.play(Map.of())).as("%s", structure).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0} with {2}")
    @CsvSource({"STACK, Reclaimer.retireWithoutWaiting, freeAtOnce",
            "QUEUE, Reclaimer.retireWithoutWaiting, freeAtOnce",
            "QUEUE, OffHeapQueue.isTail, isNeverTail", "SORTED_SET, Reclaimer.retireWithoutWaiting, freeAtOnce",
            "SORTED_SET, HashList.mark, doNotMark", "SORTED_SET, HashList.sweep, doNotSweep"})
    void whatIsBrokenIsFoundOut(String structure, String call, String broken) throws Exception {
        assertThat(Structure.valueOf(structure).play(Map.of(call, broken))).isNotEmpty();
    }
}
