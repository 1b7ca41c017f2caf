// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.util.List;

/** One run of a scenario in which an error strikes at one point, and what goes wrong in it. */
abstract class FaultyRun {

    final int point;
    private final List<String> wrong;
    // the scenario's threads take turns: whether the error may strike
    private volatile boolean operating;

    FaultyRun(int point, List<String> wrong) {
        this.point = point;
        this.wrong = wrong;
    }

    /** An operation that the error may strike. */
    interface Operation {

        void run() throws Exception;
    }

    /** Whether the error may strike. */
    final boolean isOperating() {
        return operating;
    }

    /** What an operation does from here on only checks what it has done. */
    final void operated() {
        operating = false;
    }

    /** Returns whether the error struck. */
    final boolean attempt(Operation operation) {
        operating = true;
        try {
            operation.run();
            return false;
        } catch (OutOfMemoryError | StackOverflowError expected) {
            return true;
        } catch (Throwable e) {
            operating = false;
            require(false, "an error was reported as " + e);
            return true;
        } finally {
            operating = false;
        }
    }

    final void require(boolean right, String otherwise) {
        if (!right) {
            wrong.add("point %d: %s".formatted(point, otherwise));
        }
    }
}
