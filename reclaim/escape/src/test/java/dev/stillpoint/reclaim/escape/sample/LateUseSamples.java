// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Guards and values that are used too late: after their guard was closed, or across a checkpoint. */
@SuppressWarnings({"try", "UnusedVariable", "ObjectToString"}) // wrong use is the point
final class LateUseSamples {

    private LateUseSamples() {
    }

    static class UsedAfterClose {

        int guard(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open();
            guard.close();
            return table.get(guard).number(0); // escapes: USE_AFTER_CLOSE
        }

        int value(QsbrReference<Table> table) {
            Table now;
            try (ReadGuard guard = ScopedQsbr.open()) {
                now = table.get(guard);
            }
            return now.number(0); // escapes: USE_AFTER_CLOSE
        }

        int slice(QsbrReference<Table> table) {
            MemorySegment memory;
            try (ReadGuard guard = ScopedQsbr.open()) {
                memory = table.get(guard).segment().asSlice(8);
            }
            return memory.get(ValueLayout.JAVA_INT, 0); // escapes: USE_AFTER_CLOSE
        }

        int closedOnThePath(QsbrReference<Table> table, boolean early) {
            ReadGuard guard = ScopedQsbr.open();
            try {
                Table now = table.get(guard);
                if (early) {
                    guard.close();
                    return now.number(0); // escapes: USE_AFTER_CLOSE
                }
                return now.number(1); // allowed
            } finally {
                guard.close();
            }
        }

        int outerCloses(QsbrReference<Table> table) {
            Table now;
            try (ReadGuard outer = ScopedQsbr.open()) {
                try (ReadGuard inner = ScopedQsbr.open()) {
                    now = table.get(inner);
                }
            }
            return now.number(0); // escapes: USE_AFTER_CLOSE
        }

        int inFinally(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open();
            Table now = null;
            try {
                now = table.get(guard);
            } finally {
                guard.close();
                System.out.println(now); // escapes: USE_AFTER_CLOSE
                now.remember(); // escapes: USE_AFTER_CLOSE
            }
            return 0;
        }

        int innerCloses(QsbrReference<Table> table) {
            try (ReadGuard outer = ScopedQsbr.open()) {
                Table now;
                try (ReadGuard inner = ScopedQsbr.open()) {
                    now = table.get(inner);
                }
                return now.number(0) + table.get(outer).number(1); // allowed
            }
        }

        int readAgain(QsbrReference<Table> table) {
            int sum = 0;
            Table now;
            for (int i = 0; i < 3; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    now = table.get(guard); // allowed
                    sum += now.number(i); // allowed
                }
            }
            return sum;
        }

        int closedTwice(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                int number = table.get(guard).number(0);
                guard.close(); // allowed
                return number;
            }
        }

        int closedByCallee(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open();
            finish(guard);
            return table.get(guard).number(0); // escapes: USE_AFTER_CLOSE
        }

        private static void finish(ReadGuard guard) {
            guard.close();
        }

        void captured(QsbrReference<Table> table) {
            Table now;
            try (ReadGuard guard = ScopedQsbr.open()) {
                now = table.get(guard);
            }
            Table late = now;
            ScopedQsbr.run(() -> System.out.println(late)); // escapes: USE_AFTER_CLOSE
        }

        int underCallersGuard(QsbrReference<Table> table, ReadGuard given) {
            Table now;
            try (ReadGuard guard = ScopedQsbr.open()) {
                now = table.get(given);
            }
            return now.number(0); // allowed
        }
    }

    static class Checkpoints {

        void outside(QsbrReference<Table> table) {
            for (int i = 0; i < 3; i++) {
                ScopedQsbr.run(() -> table.get().remember());
                ScopedQsbr.checkpoint(); // allowed
            }
        }

        void insideLambda(QsbrReference<Table> table) {
            ScopedQsbr.run(() -> {
                table.get().remember();
                ScopedQsbr.checkpoint(); // escapes: ACROSS_CHECKPOINT
            });
        }

        void insideTry(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                ScopedQsbr.checkpoint(); // escapes: ACROSS_CHECKPOINT
                table.get(guard).remember();
            }
            ScopedQsbr.checkpoint(); // allowed
        }

        void insideReference() {
            ScopedQsbr.run(ScopedQsbr::checkpoint); // escapes: ACROSS_CHECKPOINT
        }

        int keptAcross(QsbrReference<Table> table) {
            Table now = table.get();
            int before = now.number(0); // allowed
            ScopedQsbr.checkpoint();
            return before + now.number(1); // escapes: ACROSS_CHECKPOINT
        }

        int readAgain(QsbrReference<Table> table) {
            int sum = 0;
            for (int i = 0; i < 3; i++) {
                Table now = table.get();
                sum += now.number(i); // allowed
                ScopedQsbr.checkpoint();
            }
            return sum;
        }

        int viewGiven(Row row) {
            rest();
            return row.key(); // escapes: ACROSS_CHECKPOINT
        }

        void deeper(QsbrReference<Table> table) throws IOException {
            try (ReadGuard guard = ScopedQsbr.open()) {
                table.get(guard).remember();
                rest(); // escapes: ACROSS_CHECKPOINT
            }
        }

        private static void rest() {
            ScopedQsbr.checkpoint(); // allowed
        }
    }
}
