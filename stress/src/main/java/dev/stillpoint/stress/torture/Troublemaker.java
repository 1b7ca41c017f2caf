// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** What happens to readers and carriers from outside, at random moments. One thread, but for what it starts. */
final class Troublemaker implements Runnable {

    private static final int LONGEST_PAUSE_NANOS = 4_000_000;
    /** Of its steps, one in so many does this. */
    private static final int CARRIERS_ONE_IN = 8;
    private static final int FLOODS_ONE_IN = 32;
    /** And one step in so many, the first among them, this. */
    private static final int LONG_EVERY = 1024;
    private static final long LONG_NANOS = Duration.ofMillis(300).toNanos();
    /** About a fifth of a second. */
    private static final int STEPS_OF_EPISODE = 64;
    private static final int FLOOD = 1000;
    private static final int BATCH = 16;
    private static final int MOST_SHORT_LIVED = 256;
    private static final int READS_OF_SHORT_LIVED = 3;

    private final Scene scene;
    private final SplittableRandom random;
    private final List<Thread> readers;
    private final ShortLived shortLived;
    private int steps;

    Troublemaker(Scene scene, SplittableRandom random, List<Thread> readers, ShortLived shortLived) {
        this.scene = scene;
        this.random = random;
        this.readers = readers;
        this.shortLived = shortLived;
    }

    @Override
    public void run() {
        Runnable step = this::step;
        for (; !scene.isOver(); steps++) {
            LockSupport.parkNanos(1 + random.nextInt(LONGEST_PAUSE_NANOS));
            scene.survive(step);
        }
    }

    private void step() {
        if (scene.setting().varies() && steps % STEPS_OF_EPISODE == STEPS_OF_EPISODE - 1) {
            scene.begin(Episode.some(scene.setting(), random));
        }
        if (isOn(Knob.LONG_READERS) && steps % LONG_EVERY == 0) {
            shortLived.start(this::readLong);
        }
        disturb();
    }

    private boolean isOn(Knob knob) {
        return scene.episode().has(knob);
    }

    private void disturb() {
        if (isOn(Knob.INTERRUPTS)) {
            readers.get(random.nextInt(readers.size())).interrupt();
        }
        if (isOn(Knob.FORCED)) {
            scene.subject().force();
            scene.happened().count(Knob.FORCED);
        }
        if (isOn(Knob.CHURN)) {
            churn();
        }
        if (isOn(Knob.CARRIERS) && random.nextInt(CARRIERS_ONE_IN) == 0) {
            scene.world().carriers(1 + random.nextInt(2 * scene.setting().carriers()));
            scene.happened().count(Knob.CARRIERS);
        }
        if (isOn(Knob.FLOODS) && random.nextInt(FLOODS_ONE_IN) == 0) {
            flood();
        }
    }

    private void readLong() {
        scene.subject().read(() -> {
            Element found = scene.pipes().getFirst().current();
            LockSupport.parkNanos(LONG_NANOS);
            scene.tally().look(found);
        });
        scene.happened().count(Knob.LONG_READERS);
    }

    private void churn() {
        for (int i = 0; i < BATCH && shortLived.alive() < MOST_SHORT_LIVED; i++) {
            Reader reader = new Reader(scene, random.split(), _ -> true);
            shortLived.start(() -> {
                for (int read = 0; read < READS_OF_SHORT_LIVED; read++) {
                    reader.readOnce();
                }
                scene.happened().count(Knob.CHURN);
            });
        }
    }

    /** By turns here and on a carrier, which keeps what it retires in a bag of its own. */
    private void flood() {
        SplittableRandom own = random.split();
        Runnable flood = () -> {
            for (int i = 0; i < FLOOD; i++) {
                scene.pipe(own).retireUnseen(own);
            }
            scene.happened().count(Knob.FLOODS);
        };
        if (random.nextBoolean()) {
            shortLived.start(flood);
        } else {
            flood.run();
        }
    }
}
