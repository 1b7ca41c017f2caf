// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.task.Task;
import org.jspecify.annotations.Nullable;

/** Opens to JCStress's stories what the run queues keep to themselves. In their package for that alone. */
public final class Doors {

    private Doors() {
    }

    /** A carrier's stealable queue, as small as the scheduler allows it. */
    public static final class Ring {

        private final LocalQueue queue = new LocalQueue(4);

        public boolean offer(Task task) {
            return queue.offer(task);
        }

        public @Nullable Task poll() {
            return queue.poll();
        }

        public @Nullable Task stealInto(Ring thief) {
            return queue.stealInto(thief.queue);
        }
    }
}
