// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Reads for 20 ms at a time without unmounting: inside short sections, long ones, and between. One thread. */
final class BusyReader implements Runnable {

    private static final long MOUNT_NANOS = Duration.ofMillis(20).toNanos();
    private static final long IDLE_NANOS = 1_000_000;
    private static final int SHORT_NANOS = 20_000;
    private static final int LONG_NANOS = 4_000_000;
    private static final int LONG_ONE_IN = 16;

    private final Scene scene;
    private final RandomGenerator random;

    BusyReader(Scene scene, RandomGenerator random) {
        this.scene = scene;
        this.random = random;
    }

    @Override
    public void run() {
        Runnable stay = this::stay;
        Runnable read = () -> scene.subject().read(stay);
        Runnable round = () -> {
            if (!scene.episode().has(Knob.BUSY)) {
                LockSupport.parkNanos(IDLE_NANOS);
                return;
            }
            long start = System.nanoTime();
            while (System.nanoTime() - start < MOUNT_NANOS) {
                scene.survive(read);
            }
            scene.happened().count(Knob.BUSY);
            Thread.yield();
        };
        while (!scene.isOver()) {
            scene.survive(round);
        }
    }

    private void stay() {
        Element found = scene.pipe(random).current();
        Computing.spin(random.nextInt(random.nextInt(LONG_ONE_IN) == 0 ? LONG_NANOS : SHORT_NANOS));
        scene.tally().look(found);
    }
}
