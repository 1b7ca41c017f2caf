// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.stress.lincheck.Lincheck;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any thread adds, removes and asks, as if one after the other. */
class OffHeapSortedSetLincheckTest {

    private static final PlayedStructure SET =
            new PlayedStructure(Scenario.class, Lincheck.of(Specification.class).playing(10, 50), Map.of());

    @Test
    void whatIsAddedIsThereUntilItIsRemoved() {
        SET.check();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"HashList.mark, doNotMark", "HashList.sweep, doNotSweep",
            "Reclaimer.retireWithoutWaiting, freeAtOnce"})
    void whatIsBrokenIsFound(String call, String broken) {
        SET.assertFound(call, broken);
    }

    @Param(name = "element", gen = IntGen.class, conf = "0:2")
    public static final class Scenario {

        /** The last two begin with the same eight bytes, so they differ by what the list compares second. */
        private static final String[] ELEMENTS = {"a", "elements1", "elements2"};

        private final OffHeapSortedSet<String> set = OffHeapSortedSet.create(Reclaimer.create(), Codec.strings());

        @Operation
        public boolean add(@Param(name = "element") int element) {
            return set.add(ELEMENTS[element]);
        }

        @Operation
        public boolean remove(@Param(name = "element") int element) {
            return set.remove(ELEMENTS[element]);
        }

        @Operation
        public boolean contains(@Param(name = "element") int element) {
            return set.contains(ELEMENTS[element]);
        }

        @Validate
        public void everythingIsFreed() {
            PlayedReclaimer.end(set::close);
        }
    }

    public static final class Specification {

        private final Set<Integer> set = new HashSet<>();

        public boolean add(int element) {
            return set.add(element);
        }

        public boolean remove(int element) {
            return set.remove(element);
        }

        public boolean contains(int element) {
            return set.contains(element);
        }
    }
}
