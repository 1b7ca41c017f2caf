// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.escape.classes.MethodId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In what order methods are scanned. A method is a letter here. */
class ScheduleTest {

    private final Map<String, String> calls = new HashMap<>();
    private final Schedule schedule = new Schedule(method -> Stream.of(calls.getOrDefault(method.name(), "").split(""))
            .filter(name -> !name.isEmpty()).map(ScheduleTest::method).toList());

    private static MethodId method(String name) {
        return new MethodId("Test", name, "()V");
    }

    private String all() {
        StringBuilder all = new StringBuilder();
        while (!schedule.isEmpty()) {
            all.append(schedule.next().name());
        }
        return all.toString();
    }

    @Test
    void calleesComeBeforeTheirCallers() {
        calls.putAll(Map.of("a", "bc", "b", "d", "c", "d"));

        schedule.add(method("a"));

        assertThat(all()).isEqualTo("dbca");
    }

    @Test
    void onlyWhatIsCalledIsScanned() {
        calls.putAll(Map.of("a", "b", "x", "b"));

        schedule.add(method("a"));

        assertThat(all()).isEqualTo("ba");
        assertThat(schedule.has(method("b"))).isTrue();
        assertThat(schedule.has(method("x"))).isFalse();
    }

    @Test
    void circlesEnd() {
        calls.putAll(Map.of("a", "b", "b", "ca", "c", "a"));

        schedule.add(method("a"));

        assertThat(all()).isEqualTo("cba");
    }

    @Test
    void onceMoreIsAloneAndTheDeepestComesFirst() {
        calls.putAll(Map.of("a", "b", "b", "c"));
        schedule.add(method("a"));
        assertThat(all()).isEqualTo("cba");

        for (String name : List.of("a", "c", "a")) {
            schedule.add(method(name));
        }

        assertThat(all()).isEqualTo("ca");
    }

    /** Long chains of calls are common, and recursion would overflow the stack. */
    @Test
    void depthCostsNoStack() {
        Schedule deep = new Schedule(method -> method.name().equals("100000")
                ? List.of()
                : List.of(method(String.valueOf(Integer.parseInt(method.name()) + 1))));

        deep.add(method("0"));

        assertThat(deep.next().name()).isEqualTo("100000");
    }
}
