// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.Reclaimer;
import java.util.List;

/** What was retired together, or freed by hand, and is used all the same. */
final class GoneSamples {

    private GoneSamples() {
    }

    static class Together {

        static int loop(Reclaimer reclaimer, List<Table> old) {
            reclaimer.retireAll(old);
            int sum = 0;
            for (Table table : old) {
                sum += table.number(0); // escapes: USE_AFTER_RETIRE
            }
            return sum;
        }

        static int indexed(Reclaimer reclaimer, List<Table> old) {
            reclaimer.retireAll(old);
            return old.get(0).number(0); // escapes: USE_AFTER_RETIRE
        }

        static void each(Reclaimer reclaimer, List<Table> old) {
            reclaimer.retireAll(old);
            old.forEach(table -> System.out.println(table.number(0))); // escapes: USE_AFTER_RETIRE
        }

        static long stream(Reclaimer reclaimer, List<Table> old) {
            reclaimer.retireAll(old);
            return old.stream().mapToLong(Table::byteSize).sum(); // escapes: USE_AFTER_RETIRE
        }

        static int pair(Reclaimer reclaimer, Table one, Table other) {
            reclaimer.retireAll(List.of(one, other));
            return other.number(0); // escapes: USE_AFTER_RETIRE
        }

        static int before(Reclaimer reclaimer, List<Table> old) {
            int sum = 0;
            for (Table table : old) {
                sum += table.number(0); // allowed
            }
            reclaimer.retireAll(old);
            return sum / old.size(); // allowed
        }

        static int refilled(Reclaimer reclaimer, List<Table> tables, Table next) {
            reclaimer.retireAll(tables);
            tables.clear();
            tables.add(next);
            return tables.get(0).number(0); // allowed
        }

        static int another(Reclaimer reclaimer, Table one, Table other) {
            reclaimer.retireAll(List.of(one));
            return other.number(0); // allowed
        }
    }

    static class Freed {

        static int used(Table old) {
            old.reclaim();
            return old.number(0); // escapes: USE_AFTER_RETIRE
        }

        static void told(Table old, List<Object> freed) {
            old.reclaim();
            freed.add(old); // allowed: others may be told
        }

        static int replaced(Table old, Table next) {
            Table table = old;
            table.reclaim();
            table = next;
            return table.number(0); // allowed
        }
    }
}
