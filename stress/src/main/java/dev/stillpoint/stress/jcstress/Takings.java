// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import dev.stillpoint.scheduler.task.Task;
import org.jspecify.annotations.Nullable;

/** What became of a few tasks that were put into a queue: who takes one counts it, in a row of its own. */
final class Takings {

    static final String ONCE = "once";
    static final String LOST = "lost";
    static final String TWICE = "twice";

    private final Task[] tasks;
    // one for each actor and one for the arbiter: the counting must not order what the actors do
    private final int[][] rows;

    Takings(int numberOfTasks) {
        tasks = new Task[numberOfTasks];
        for (int i = 0; i < numberOfTasks; i++) {
            tasks[i] = new PlayedJdk().task();
        }
        rows = new int[3][numberOfTasks];
    }

    Task task(int number) {
        return tasks[number];
    }

    /** For the first actor. */
    void first(@Nullable Task taken) {
        count(rows[0], taken);
    }

    /** For the second actor. */
    void second(@Nullable Task taken) {
        count(rows[1], taken);
    }

    /** For the arbiter; returns whether there was one. */
    boolean last(@Nullable Task taken) {
        count(rows[2], taken);
        return taken != null;
    }

    private void count(int[] row, @Nullable Task taken) {
        if (taken == null) {
            return;
        }
        for (int i = 0; i < tasks.length; i++) {
            if (tasks[i] == taken) {
                row[i]++;
            }
        }
    }

    /** For the arbiter. */
    String verdict() {
        boolean lost = false;
        for (int i = 0; i < tasks.length; i++) {
            int taken = rows[0][i] + rows[1][i] + rows[2][i];
            if (taken > 1) {
                return TWICE;
            }
            lost |= taken == 0;
        }
        return lost ? LOST : ONCE;
    }
}
