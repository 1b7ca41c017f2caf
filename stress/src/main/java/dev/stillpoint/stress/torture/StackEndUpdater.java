// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.List;
import java.util.random.RandomGenerator;

/** Replaces, retires and waits for grace periods at the end of its stack. */
final class StackEndUpdater extends StackEndThread {

    private static final int WAITS_ONE_IN = 8;

    private final Pipe pipe;

    StackEndUpdater(Scene scene, RandomGenerator random, Pipe pipe) {
        super(scene, random);
        this.pipe = pipe;
    }

    /** Its life, until the scene is over. */
    void update() {
        run();
        pipe.finish(random());
    }

    @Override
    List<Runnable> acts() {
        return List.of(this::replace, this::sometimesWait, () -> {
            replace();
            sometimesWait();
        });
    }

    private void replace() {
        pipe.replace(random());
        pipe.retireReplaced(random());
    }

    private void sometimesWait() {
        if (mayPark() && random().nextInt(WAITS_ONE_IN) == 0) {
            pipe.await(random());
        }
    }

    @Override
    void actNormally() {
        replace();
    }

    @Override
    void waitForReaders() {
        pipe.updateOnce(random());
        pipe.countRound();
    }

    @Override
    boolean isWanted() {
        return pipe.isWanted();
    }
}
