// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

/** Opens to JCStress's stories what workers keep to themselves. In their package for that alone. */
public final class Doors {

    private Doors() {
    }

    /** A worker that falls asleep, but for the parking. */
    public static final class Sleeper {

        private final Parker parker = new Parker(Thread.currentThread());

        public void doze() {
            parker.doze();
        }

        public boolean call() {
            return parker.call();
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

        public boolean isTerminated() {
            return lifecycle.isTerminated();
        }
    }
}
