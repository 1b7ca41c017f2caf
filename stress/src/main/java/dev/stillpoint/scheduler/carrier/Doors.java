package dev.stillpoint.scheduler.carrier;

import org.jspecify.annotations.Nullable;

/** Opens to JCStress's stories what the scheduler keeps to itself. In the scheduler's package for that alone. */
public final class Doors {

    private Doors() {
    }

    /** A home inbox. */
    public static final class Inbox {

        private final TaskInbox inbox = new TaskInbox();

        public void push(Task task) {
            inbox.push(task);
        }

        public @Nullable Task poll() {
            return inbox.poll();
        }

        public boolean isEmpty() {
            return inbox.isEmpty();
        }
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

    /** A carrier that falls asleep, but for the parking. */
    public static final class Sleeper {

        private final Slumber slumber = new Slumber(Thread.currentThread());

        public void doze() {
            slumber.doze();
        }

        public boolean call() {
            return slumber.call();
        }
    }
}
