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

    /** A worker whose pool waits for sockets itself, but for the blocking and the parking. */
    public static final class Watcher {

        private final SocketWatch watch;
        private final Parker parker = new Parker(Thread.currentThread());

        private Watcher(SocketWatch watch) {
            this.watch = watch;
        }

        /** Two of one pool, whose queue of events nobody asks for anything. */
        @SuppressWarnings("NullAway")
        public static Watcher[] two() {
            SocketWatch watch = new SocketWatch(null);
            return new Watcher[] {new Watcher(watch), new Watcher(watch)};
        }

        public void doze() {
            parker.doze();
        }

        public boolean isDozing() {
            return parker.isDozing();
        }

        public boolean callDozing() {
            return parker.callDozing();
        }

        public boolean tryLead() {
            return watch.tryLead(parker);
        }

        /** As at the end of Parker.sleep. */
        public void endLead() {
            watch.leader = null;
        }

        /** Whether anybody of the pool leads. */
        public boolean isLed() {
            return watch.isLed();
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
