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

    /** A pool's life with one thread, which lives on a carrier. */
    public static final class Life {

        private final Lifecycle lifecycle = new Lifecycle();
        private final ThreadCounter carrier = lifecycle.newCounter();

        public Life() {
            lifecycle.starting(null);
        }

        /** The thread starts another one. */
        public void threadStarts() {
            lifecycle.starting(carrier);
        }

        public void threadEnds() {
            lifecycle.ended(carrier);
        }

        public void carrierIsIdle() {
            lifecycle.idle();
        }

        public void shutdown() {
            lifecycle.shutdown();
        }

        public boolean isOver() {
            return lifecycle.isOver();
        }
    }
}
