// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Stays in each section until well after an error has struck others. One thread. */
final class StayingReader implements Runnable {

    private static final int LONGEST_NANOS = 60_000_000;

    private final Scene scene;
    private final RandomGenerator random;

    StayingReader(Scene scene, RandomGenerator random) {
        this.scene = scene;
        this.random = random;
    }

    @Override
    public void run() {
        Runnable stay = this::stay;
        Runnable read = () -> scene.subject().read(stay);
        while (!scene.isOver()) {
            scene.survive(read);
            // Else it could never park again, and would keep its carrier.
            if (Thread.interrupted()) {
                scene.happened().count(Knob.INTERRUPTS);
            }
        }
    }

    private void stay() {
        Element found = scene.pipe(random).current();
        try {
            LockSupport.parkNanos(random.nextInt(LONGEST_NANOS));
        } finally {
            scene.tally().look(found);
        }
    }
}
