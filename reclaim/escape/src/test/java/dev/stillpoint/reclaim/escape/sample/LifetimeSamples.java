// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;

/** Guards that are closed too late, too early, or never. */
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
}
