// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Starts threads at the end of its stack. Each one reads; one whose start threw must not. */
final class StackEndStarter extends StackEndThread {

    private static final int STARTS_IN_BETWEEN = 2;
    /** So many in each dive. */
    private static final int STARTS = StackEnd.FRAMES;

    private final ShortLived threads;
    private final Runnable body;
    private final List<ShortLived.Life> lives = new ArrayList<>();
    // the first of these that was not tried
    private int next;

    /** @param body what the threads do */
    StackEndStarter(Scene scene, RandomGenerator random, ShortLived threads, Runnable body) {
        super(scene, random);
        this.threads = threads;
        this.body = body;
    }

    @Override
    List<Runnable> acts() {
        return List.of(this::startNext);
    }

    private void startNext() {
        if (next < lives.size()) {
            lives.get(next++).start();
        }
    }

    @Override
    void prepare() {
        settle();
        for (int i = 0; i < STARTS; i++) {
            lives.add(threads.prepare(body));
        }
    }

    private void settle() {
        lives.forEach(ShortLived.Life::settle);
        lives.clear();
        next = 0;
    }

    @Override
    void actNormally() {
        settle();
        for (int i = 0; i < STARTS_IN_BETWEEN; i++) {
            threads.start(body);
        }
    }
}
