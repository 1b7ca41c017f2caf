// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Guards that are closed too late, too early, or never; values that are used too late. */
@SuppressWarnings({"try", "UnusedVariable", "ObjectToString"}) // wrong use is the point
final class LifetimeSamples {

    private LifetimeSamples() {
    }

    static class ClosedOnEveryPath {

        int tryWithResources(QsbrReference<Table> table) {
            try (ReadGuard guard = ScopedQsbr.open()) { // allowed
                return table.get(guard).number(0);
            }
        }

        int finallyBlock(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            try {
                return table.get(guard).number(0);
            } finally {
                guard.close();
            }
        }

        int guardedFinally(QsbrReference<Table> table, boolean wanted) {
            ReadGuard guard = null;
            try {
                if (wanted) {
                    guard = ScopedQsbr.open(); // allowed
                }
                return table.hashCode();
            } finally {
                if (guard != null) {
                    guard.close();
                }
            }
        }

        int conditional(QsbrReference<Table> table, boolean wanted) {
            try (ReadGuard guard = wanted ? ScopedQsbr.open() : null) { // allowed
                return guard == null ? 0 : table.get(guard).number(0);
            }
        }

        int twoAtOnce(QsbrReference<Table> table) {
            try (ReadGuard first = ScopedQsbr.open(); ReadGuard second = ScopedQsbr.open()) { // allowed
                return table.get(first).number(0) + table.get(second).number(1);
            }
        }

        int inLoop(QsbrReference<Table> table) {
            int sum = 0;
            for (int i = 0; i < 10; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) { // allowed
                    sum += table.get(guard).number(i);
                    if (sum > 100) {
                        break;
                    }
                }
            }
            return sum;
        }

        void asAutoCloseable(QsbrReference<Table> table) throws Exception {
            try (AutoCloseable guard = ScopedQsbr.open()) { // allowed
                table.get().remember();
            }
        }

        void closedElsewhere(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            try {
                table.get(guard).remember();
            } finally {
                done(guard);
            }
        }

        int nestedFinally(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            try {
                try {
                    return table.get(guard).number(0);
                } finally {
                    System.out.println("read");
                }
            } catch (RuntimeException e) {
                return 1;
            } finally {
                try {
                    System.out.println("closing");
                } finally {
                    guard.close();
                }
            }
        }

        int leftByLabel(QsbrReference<Table> table, int[][] rows) {
            outer : for (int[] row : rows) {
                for (int key : row) {
                    ReadGuard guard = ScopedQsbr.open(); // allowed
                    try {
                        if (key == 3) {
                            continue outer;
                        }
                        if (table.get(guard).number(key) == 4) {
                            break outer;
                        }
                    } finally {
                        guard.close();
                    }
                }
            }
            return 0;
        }

        int openedByNeed(QsbrReference<Table> table, int rounds) {
            ReadGuard guard = null;
            int sum = 0;
            try {
                for (int i = 0; i < rounds; i++) {
                    if (guard == null) {
                        guard = ScopedQsbr.open(); // allowed
                    }
                    sum += table.get(guard).number(i);
                }
            } finally {
                if (guard != null) {
                    guard.close();
                }
            }
            return sum;
        }

        int bySwitch(QsbrReference<Table> table, String which) {
            try (ReadGuard guard = switch (which) {
                case "one" -> ScopedQsbr.open(); // allowed
                default -> ScopedQsbr.open(); // allowed
            }) {
                return table.get(guard).number(0);
            }
        }

        synchronized int underMonitor(QsbrReference<Table> table) {
            synchronized (table) {
                try (ReadGuard guard = ScopedQsbr.open()) { // allowed
                    return table.get(guard).number(0);
                }
            }
        }

        private static void done(ReadGuard guard) {
            guard.close();
        }

        void caught(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            try {
                table.get(guard).remember();
            } catch (Throwable e) {
                guard.close();
                throw e;
            }
            guard.close();
        }
    }

    static class NotClosed {

        int never(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            return table.get(guard).number(0);
        }

        void dropped() {
            ScopedQsbr.open(); // escapes: NOT_CLOSED
        }

        int onlyWithoutException(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            int number = table.get(guard).number(0);
            guard.close();
            return number;
        }

        int onlyOneBranch(boolean which) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            if (which) {
                guard.close();
            }
            return 0;
        }

        int onlySomeExceptions(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            try {
                table.get(guard).remember();
            } catch (IllegalStateException e) {
                guard.close();
                return 1;
            }
            guard.close();
            return 0;
        }

        int earlyReturn(QsbrReference<Table> table, boolean early) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            if (early) {
                return 0;
            }
            try {
                return table.get(guard).number(0);
            } finally {
                guard.close();
            }
        }

        void reopened(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            table.get(guard).remember();
            guard.close();
        }

        void reopenedInLoop(int rounds) {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            for (int i = 0; i < rounds; i++) {
                guard.close();
                guard = ScopedQsbr.open(); // allowed
            }
            guard.close();
        }

        void openedInLoop(int rounds) {
            ReadGuard guard = null;
            for (int i = 0; i < rounds; i++) {
                guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            }
            if (guard != null) {
                guard.close();
            }
        }

        void finallyMayThrow(QsbrReference<Table> table) {
            ReadGuard guard = ScopedQsbr.open(); // escapes: NOT_CLOSED
            try {
                table.get(guard).remember();
            } finally {
                System.out.println("may throw");
                guard.close();
            }
        }

        void fromOwnMethod() {
            ReadGuard guard = enter(); // escapes: NOT_CLOSED
            System.out.println(guard);
        }

        void fromOwnMethodClosed() {
            try (ReadGuard guard = enter()) { // allowed
                System.out.println(guard);
            }
        }

        @GuardScoped
        private static ReadGuard enter() {
            ReadGuard guard = ScopedQsbr.open(); // allowed
            return guard;
        }
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
