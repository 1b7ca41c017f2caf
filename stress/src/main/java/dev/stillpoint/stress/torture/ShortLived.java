// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that start, do something and end. It knows what must become of each: one whose start threw does not run, and
 * each other one runs and ends. Any thread.
 */
final class ShortLived {

    private final Scene scene;
    private final AtomicInteger alive = new AtomicInteger();

    ShortLived(Scene scene) {
        this.scene = scene;
    }

    /** How many have not ended, or are not settled. */
    int alive() {
        return alive.get();
    }

    /** Starts one. What throws here has started none. */
    void start(Runnable body) {
        Life life = prepare(body);
        try {
            life.start();
        } finally {
            life.settle();
        }
    }

    /** One that is to be started, and then settled. */
    Life prepare(Runnable body) {
        Life life = new Life(scene.watched(() -> scene.survive(body)));
        alive.incrementAndGet();
        return life;
    }

    /** A thread. */
    final class Life implements Runnable {

        private final Runnable body;
        // who starts it
        private boolean started;
        // who starts it writes, the thread reads
        private volatile boolean refused;
        // the thread writes, who starts it reads
        private volatile boolean running;

        Life(Runnable body) {
            this.body = body;
        }

        /** May throw anywhere. */
        void start() {
            scene.world().start(this);
            // Without a call: this may be the end of a stack.
            started = true;
        }

        /** After {@link #start}, with stack to spare: whether it was started is known now. */
        void settle() {
            if (started) {
                return;
            }
            refused = true;
            if (running) {
                scene.tally().violate("a thread runs though its start threw");
            }
            alive.decrementAndGet();
        }

        @Override
        public void run() {
            running = true;
            if (refused) {
                scene.tally().violate("a thread runs though its start threw");
            }
            try {
                body.run();
            } finally {
                alive.decrementAndGet();
            }
        }
    }
}
